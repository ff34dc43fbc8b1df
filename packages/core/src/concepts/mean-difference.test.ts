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
});
