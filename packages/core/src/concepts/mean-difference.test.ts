import { cosineBetween } from '@csm/base';
import * as fc from 'fast-check';
import ndarray from 'ndarray';
import { mean, sampleCovariance, sampleVariance } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { gaussianLatents } from '../../test/gaussian-latents.js';
import { logisticDirection } from '../statistics/classifiers/linear-classifier.js';
import { meanDifference, meanVector } from './mean-difference.js';

const latents = (...rows: number[][]) =>
  ndarray(Float32Array.from(rows.flat()), [rows.length, rows[0]?.length ?? 0]);

describe('meanDifference and meanVector', () => {
  it('follow their formulas', () => {
    const up = latents([1, 2], [3, 6]);
    const down = latents([0, 1], [0, 1], [3, 4]);
    expect([...meanDifference('d', up, down).vector]).toEqual([1, 2]);
    expect([...meanVector('m', up).vector]).toEqual([2, 4]);
  });

  it('give the direction of the pattern-CAV and of FastCAV, but not that of a classifier', async () => {
    const sets = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.nat(999));
    fc.assert(
      fc.property(sets, ([n, m, seed]) => {
        const [up, down] = [gaussianLatents(n, 3, seed, 1), gaussianLatents(m, 3, seed + 1000)];
        const { vector } = meanDifference('d', up, down);
        for (let k = 0; k < 3; k++) {
          const z = [...Array(n).keys()]
            .map((i) => up.get(i, k))
            .concat([...Array(m).keys()].map((i) => down.get(i, k)));
          const t = z.map((_, i) => Number(i < n));
          expect(sampleCovariance(z, t) / sampleVariance(t)).toBeCloseTo(vector[k]!, 5);
          const fast = mean(z.slice(0, n)) - mean(z);
          expect(fast).toBeCloseTo((m / (n + m)) * vector[k]!, 5);
        }
      }),
      { seed: 1 },
    );
    // Both classes spread along the second dimension: the normal of a classifier turns away from it.
    const along = latents([1, 5], [1, -3], [1, 1]);
    const other = latents([-1, 3], [-1, -5], [-1, -1]);
    const cosine = cosineBetween(
      meanDifference('d', along, other).vector,
      (await logisticDirection('d', along, other)).vector,
    );
    expect(meanDifference('d', along, other).vector).toEqual(Float32Array.of(2, 2));
    expect(cosine).toBeLessThan(0.85);
  });

  it('reject empty sets, NaN and sets of different sizes', () => {
    const fine = latents([1, 2]);
    expect(() => meanDifference('Bald', fine, ndarray(new Float32Array(0), [0, 2]))).toThrow(
      'meanDifference: concept "Bald": negatives must hold at least one latent; got shape [0,2].',
    );
    expect(() => meanDifference('Bald', latents([1]).pick(0), fine)).toThrow(
      'meanDifference: concept "Bald": positives must have shape [n, latentSize]; got [1]; add a batch axis: [1, 1].',
    );
    expect(() => meanDifference('Bald', fine, latents([1, 2, 3]))).toThrow(
      'positives and negatives must have the same latent size; got 2 and 3.',
    );
    expect(() => meanDifference('Bald', fine, fine)).toThrow(
      'meanDifference: concept "Bald" is the zero vector, which has no direction; pass two sets that differ.',
    );
    expect(() => meanVector('m', latents([1, Number.NaN]))).toThrow(
      'meanVector: concept "m": examples must be finite; latent dimension 1 holds NaN or infinity in some example.',
    );
  });

  it('reject sets whose means differ only by rounding', () => {
    const row = [0.1, 0.7, -0.3, 1 / 3];
    const same = (count: number) => latents(...Array.from({ length: count }, () => row));
    const zero =
      'meanDifference: concept "d" is the zero vector, which has no direction; pass two sets that differ.';
    expect(() => meanDifference('d', same(7), same(10))).toThrow(zero);
    const sines = Array.from({ length: 50 }, (_, i) => row.map((value) => Math.sin(i + 99 * value)));
    expect(() => meanDifference('d', latents(...sines), latents(...sines.toReversed()))).toThrow(zero);
    const [first = [], ...others] = sines;
    const nudged = [first.map((value) => value * (1 + 1e-6)), ...others];
    expect(meanDifference('d', latents(...sines), latents(...nudged)).vector).toHaveLength(4);
  });
});
