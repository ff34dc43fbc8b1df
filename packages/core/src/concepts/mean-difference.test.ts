import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
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
