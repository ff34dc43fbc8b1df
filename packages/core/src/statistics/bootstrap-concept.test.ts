import ndarray, { type NdArray } from 'ndarray';
import { describe, expect, it } from 'vitest';
import { negatives, positives, sines } from '../../test/sines.js';
import { meanDifference } from '../concepts/mean-difference.js';
import { bootstrapConcept } from './bootstrap-concept.js';
import { logisticDirection } from './linear-classifier.js';

describe('bootstrapConcept', () => {
  it('gives cosines of at most 1 in spite of rounding', () => {
    for (let seed = 0; seed < 20; seed++) {
      const one = (k: number) => ndarray(sines(20, seed + k), [1, 20]);
      const { cosines } = bootstrapConcept('x', one(0.1), one(0.7), { samples: 3 });
      for (const cosine of cosines) {
        expect(cosine).toBeLessThanOrEqual(1);
        expect(cosine).toBeCloseTo(1, 12);
      }
    }
  });

  it('covers the known standard error of a mean difference', () => {
    const { concept, lower, upper, cosines } = bootstrapConcept('c', positives, negatives, { samples: 2000 });
    expect(concept).toEqual(meanDifference('c', positives, negatives));
    const variance = (latents: NdArray, k: number) => {
      const [count = 0] = latents.shape;
      const column = Array.from({ length: count }, (_, i) => latents.get(i, k));
      const mean = column.reduce((a, b) => a + b, 0) / count;
      return column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count / count;
    };
    for (let k = 0; k < 3; k++) {
      const error = Math.sqrt(variance(positives, k) + variance(negatives, k));
      // The 95 % interval of a nearly normal distribution is ± 1.96 errors; 2000 resamples give its ends to about 5 %.
      expect(Math.abs((upper[k]! - lower[k]!) / (2 * 1.96 * error) - 1)).toBeLessThan(0.1);
      expect(lower[k]! < concept.vector[k]! && concept.vector[k]! < upper[k]!).toBe(true);
    }
    expect(cosines.length).toBe(2000);
    expect(cosines.at(-1)!).toBeLessThanOrEqual(1 + 1e-12);
  });

  it('gives the same numbers for the same seed, and others for another', () => {
    const run = (seed: number) =>
      bootstrapConcept('c', positives, negatives, { samples: 20, seed, make: logisticDirection });
    expect(run(1)).toEqual(run(1));
    expect(run(1).lower).not.toEqual(run(2).lower);
    expect(() => bootstrapConcept('c', positives, negatives, { level: 1 })).toThrow(
      /^bootstrapConcept: level must be between 0 and 1; got 1\.$/,
    );
  });
});
