import ndarray, { type NdArray } from 'ndarray';
import { quantileSorted } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { negatives, positives, sines } from '../../../test/sines.js';
import { meanDifference } from '../../concepts/mean-difference.js';
import { logisticDirection } from '../classifiers/linear-classifier.js';
import { bootstrapConcept } from './bootstrap-concept.js';

describe('bootstrapConcept', () => {
  it('gives cosines of at most 1 in spite of rounding', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const one = (k: number) => ndarray(sines(20, seed + k), [1, 20]);
      const { cosines } = await bootstrapConcept('x', one(0.1), one(0.7), { samples: 3 });
      for (const cosine of cosines) {
        expect(cosine).toBeLessThanOrEqual(1);
        expect(cosine).toBeCloseTo(1, 12);
      }
    }
  });

  it('covers the known standard error of a mean difference', async () => {
    const { concept, lower, upper, cosines } = await bootstrapConcept('c', positives, negatives, {
      samples: 2000,
    });
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

  it.each([0.01, 0.5, 0.9, 0.95, 0.999])(
    'gives the percentiles of all resamples, level %d',
    async (level) => {
      const vectors: Float32Array[] = [];
      const { lower, upper } = await bootstrapConcept('c', positives, negatives, {
        samples: 37,
        level,
        make: async (...examples) => {
          const concept = meanDifference(...examples);
          vectors.push(concept.vector);
          return concept;
        },
      });
      for (let k = 0; k < 3; k++) {
        const sorted = vectors
          .slice(1)
          .map((vector) => vector[k]!)
          .sort((a, b) => a - b);
        expect(lower[k]).toBe(Math.fround(quantileSorted(sorted, (1 - level) / 2)));
        expect(upper[k]).toBeCloseTo(quantileSorted(sorted, (1 + level) / 2), 6);
      }
    },
  );

  it('reports progress, yields to the event loop and can be aborted', async () => {
    const controller = new AbortController();
    const done: number[] = [];
    const run = bootstrapConcept('c', positives, negatives, {
      samples: 1e6,
      signal: controller.signal,
      onProgress: (progress) => done.push(progress.done),
    });
    setTimeout(() => controller.abort(new Error('enough')));
    await expect(run).rejects.toThrow('enough');
    expect(done.slice(0, 3)).toEqual([1, 2, 3]);
  });

  it('gives the same numbers for the same seed, and others for another', async () => {
    const run = (seed: number) =>
      bootstrapConcept('c', positives, negatives, { samples: 20, seed, make: logisticDirection });
    expect(await run(1)).toEqual(await run(1));
    expect((await run(1)).lower).not.toEqual((await run(2)).lower);
    await expect(bootstrapConcept('c', positives, negatives, { level: 1 })).rejects.toThrow(
      /^bootstrapConcept: level must be between 0 and 1; got 1\.$/,
    );
  });
});
