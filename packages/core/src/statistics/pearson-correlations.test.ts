import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { pearsonCorrelations } from './pearson-correlations.js';

/**
 * python3 -c "
 * from scipy.stats import pearsonr
 * x=[1,2,3,4,5,6]
 * for y in [[2,1,4,3,6,5],[6,5,4,3,2,1.5],[1,0,1,0,1,0]]: print(pearsonr(x,y))"
 */
const SCIPY: [number[], number, number][] = [
  [[2, 1, 4, 3, 6, 5], 0.8285714285714283, 0.04156268221574357],
  [[6, 5, 4, 3, 2, 1.5], -0.996078416265654, 2.3038073815037618e-5],
  [[1, 0, 1, 0, 1, 0], -0.29277002188455997, 0.5733922538253555],
];

describe('pearsonCorrelations', () => {
  const x = ndarray(Float32Array.from([1, 2, 3, 4, 5, 6]), [6]);
  const rows = ndarray(Float32Array.from(SCIPY.flatMap(([y]) => y)), [SCIPY.length, 6]);

  it("has scipy's r and p", () => {
    const { r, p } = pearsonCorrelations(x, rows);
    SCIPY.forEach(([, expectedR, expectedP], i) => {
      expect(r[i]!).toBeCloseTo(expectedR, 12);
      expect(Math.abs(p[i]! / expectedP - 1)).toBeLessThan(1e-12);
    });
  });

  it('gives NaN for a constant row, and r = 1 and p = 0 for the vector itself', () => {
    const two = ndarray(Float32Array.from([3, 3, 3, 3, 3, 3, 1, 2, 3, 4, 5, 6]), [2, 6]);
    const { r, p } = pearsonCorrelations(x, two);
    expect([r[0], p[0]]).toEqual([Number.NaN, Number.NaN]);
    expect(r[1]).toBeCloseTo(1, 12);
    expect(p[1]).toBeLessThan(1e-20);
  });

  it('rejects different sizes and fewer than 3 dimensions', () => {
    expect(() => pearsonCorrelations(x, ndarray(new Float32Array(10), [2, 5]))).toThrow(
      'pearsonCorrelations: reference must have shape [5]; got [6].',
    );
    const two = ndarray(Float32Array.from([1, 2]), [2]);
    expect(() => pearsonCorrelations(two, ndarray(Float32Array.from([1, 2]), [1, 2]))).toThrow(
      'pearsonCorrelations: a p-value needs at least 3 latent dimensions; got 2.',
    );
  });
});
