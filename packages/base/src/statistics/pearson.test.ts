import { describe, expect, it } from 'vitest';
import { pearson } from './pearson.js';

describe('pearson', () => {
  it('is the correlation coefficient', () => {
    expect(pearson([1, 2, 3, 4, 5], [2, 1, 4, 3, 5])).toBeCloseTo(0.8, 15);
    expect(pearson([1, 2, 3], [2, 4, 6])).toBe(1);
    expect(pearson([1, 2, 3], [3, 2, 1])).toBe(-1);
  });

  it('is NaN for a constant list, also if its mean is rounded', () => {
    expect(pearson([0.1, 0.1, 0.1], [1, 2, 3])).toBeNaN();
    expect(pearson([1, 2, 3], Float32Array.of(0.7, 0.7, 0.7))).toBeNaN();
  });

  it('is NaN for NaN', () => {
    expect(pearson([1, 2, Number.NaN], [1, 2, 3])).toBeNaN();
  });

  it('rejects lists of different lengths and empty ones', () => {
    expect(() => pearson([1], [1, 2])).toThrow(
      'pearson: expected two lists of the same length, at least 1; got 1 and 2 numbers.',
    );
    expect(() => pearson([], [])).toThrow('got 0 and 0 numbers.');
  });
});
