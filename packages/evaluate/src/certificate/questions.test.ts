import type { EntangledLabel, LabelAuc } from '@csm/core/statistics';
import { describe, expect, it } from 'vitest';
import type { EvidenceOverlap } from '../evidence/evidence-overlap-types.js';
import type { CertificateMeasures } from './certificate.js';
import { answeredQuestions } from './questions.js';

const auc = (value: number | undefined): LabelAuc => ({
  positives: 30,
  negatives: 30,
  auc: value,
  interval: undefined,
});
const label = (
  name: string,
  within: number | undefined,
  verdict: EntangledLabel['verdict'],
  phi = 0,
): EntangledLabel => ({
  name,
  phi,
  overall: auc(0.5),
  withConcept: auc(within),
  withoutConcept: auc(within),
  within: auc(within),
  q: 0.5,
  verdict,
  sentence: '',
});
const answer = (topic: string, measures: CertificateMeasures) =>
  answeredQuestions('smile', 'gradient', measures).find((one) => one.topic === topic);
const entanglement = (...labels: EntangledLabel[]) => answer('entanglement', { entanglement: labels });

describe('entanglement', () => {
  it('does not acquit a concept of labels that could not be tested', () => {
    // A label that always goes together with the concept is the concept, as far as these examples tell.
    const same = label('hat', undefined, 'too few', 1);
    expect(entanglement(same)?.verdict).toBe('too few to tell');
    expect(entanglement(same, label('tall', 0.5, 'not shown'))).toMatchObject({
      verdict: 'too few to tell',
      found: 'The examples are too few to tell whether the score of "smile" is also that of "hat".',
    });
    expect(entanglement(label('rare', undefined, 'too few', 0.1))?.verdict).toBe('too few to tell');
    const rare = entanglement(label('rare', undefined, 'too few', 0.1), label('tall', 0.5, 'not shown'));
    expect(rare?.verdict).toBe('believe');
    expect(rare?.found).toContain('none of 1 other label (');
  });

  it('says that an AUC is within its limits only where it is', () => {
    expect(entanglement(label('hat', 0.75, 'not shown'))).toMatchObject({
      verdict: 'too few to tell',
      found: 'The examples are too few to tell whether the score of "smile" is also that of "hat" (AUC .75).',
    });
  });

  it('names three labels and counts the others', () => {
    const many = Array.from({ length: 5 }, (_, i) => label(`l${i}`, 0.9, 'entangled'));
    expect(entanglement(...many)?.found).toContain('"l2" (AUC .90) and 2 more.');
  });
});

const overlap = (changes: Partial<EvidenceOverlap> = {}): EvidenceOverlap => ({
  correlation: 0.8,
  correlations: Float64Array.of(0.8),
  overlap: 0.7,
  overlaps: Float64Array.of(0.7),
  uniform: 0.3,
  unread: 0.02,
  features: 64,
  ...changes,
});

describe('the decoder', () => {
  it('is not recommended in the answer that doubts it', () => {
    const decoder = { maps: {} as never, warnings: [], overlap: overlap({ unread: 0.6 }) };
    expect(answer('decoder', { decoder })).toMatchObject({
      verdict: 'doubt',
      todo: 'Do not use maps that are made with this decoder.',
    });
  });

  it('has its warning as a sentence, without the name of a function', () => {
    const decoder = { maps: {} as never, warnings: ['decoderMap: the decoder is another.'] };
    expect(answer('decoder', { decoder })?.found).toMatch(/ content\. The decoder is another\.$/);
  });
});

describe('constant maps', () => {
  it('have no correlation, which is no number', () => {
    const halves = { concept: {} as never, halves: [], cosines: Float64Array.of(1), mean: 1, expected: 1 };
    const mapStability = { correlations: Float64Array.of(Number.NaN), mean: Number.NaN };
    const found = answer('stability', { stability: halves, mapStability });
    expect(found?.verdict).toBe('too few to tell');
    expect(found?.found).not.toContain('NaN');
  });
});
