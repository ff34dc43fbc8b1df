import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import {
  centred,
  conceptVector,
  conditionalConcept,
  cosine,
  dotProduct,
  meanDifference,
  meanVector,
  signedDistance,
} from '../src/index.js';
import { bootstrapConcept, conceptCosines } from '../src/statistics.js';

describe('latents of a million numbers', () => {
  const size = 1_000_000;
  const waves = (frequency: number) =>
    ndarray(
      Float32Array.from({ length: 2 * size }, (_, i) => Math.sin(frequency * i)),
      [2, size],
    );
  const [positives, negatives] = [waves(0.7), waves(0.3)];
  const concept = meanDifference('waves', positives, negatives);
  const other = meanVector('others', negatives);

  it.each<[string, () => unknown]>([
    ['conceptVector', () => conceptVector('all', concept.vector)],
    ['dotProduct', () => dotProduct(concept)],
    ['centred', () => centred(concept, positives)],
    ['cosine', () => cosine(concept)],
    ['signedDistance', () => signedDistance(concept, 1)],
    ['conditionalConcept', () => conditionalConcept(concept, [other])],
    ['conceptCosines', () => conceptCosines([concept, other])],
    ['bootstrapConcept', () => bootstrapConcept('waves', positives, negatives, { samples: 2 })],
  ])('%s', async (_, call) => {
    expect(await call()).toBeDefined();
  });
});
