import { expect, it } from 'vitest';
import { verdictText } from './certificate-files.js';

it('gives the verdict of a certificate and, below it, the reasons', () => {
  const certificate = {
    concept: 'Bald',
    explainer: 'gradient',
    verdict: 'doubt',
    reasons: ['No.', 'Nor this.'],
  } as const;
  expect(verdictText(certificate)).toBe('Bald, gradient: doubt\n  No.\n  Nor this.');
  expect(verdictText({ ...certificate, verdict: 'believe', reasons: [] })).toBe('Bald, gradient: believe');
});
