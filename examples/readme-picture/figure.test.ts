import { meanSample, syntheticFaces } from '@csm/datasets';
import type { Certificate } from '@csm/evaluate';
import { expect, it } from 'vitest';
import { conceptsFigure } from './figure.js';

const part = { found: '', cannotSee: '', todo: '', question: '', decides: true };
const certificate = (verdict: Certificate['verdict']) =>
  ({
    verdict,
    questions: [
      { topic: 'separation', verdict: 'believe', ...part },
      { topic: 'entanglement', verdict, ...part },
      { topic: 'map', verdict: 'believe', ...part },
    ],
    measures: {
      separation: { auc: 0.94 },
      entanglement: [{ name: 'Wearing_Hat', within: { auc: 0.871 } }],
      overlap: { correlation: 0.7 },
    },
  }) as unknown as Certificate;

it('draws four pictures and the verdict of each concept, with the reason for doubt', () => {
  const faces = syntheticFaces({ count: 2, size: 16, seed: 1 });
  const map = meanSample(faces.images);
  const svg = conceptsFigure(
    (['believe', 'doubt'] as const).map((verdict, face) => ({
      name: verdict,
      face: faces.images.pick(face),
      mask: faces.mask(face, 'Smiling'),
      maps: [map, map],
      certificate: certificate(verdict),
    })),
  );
  expect(svg.match(/<image /g)).toHaveLength(8);
  expect(svg).toContain('tells none of 1 other attributes');
  expect(svg).toContain('also tells “Wearing Hat”: AUC .87');
  expect(svg).toContain('separates unseen faces: AUC .94');
});
