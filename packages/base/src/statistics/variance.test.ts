import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { standardDeviation, variance } from './variance.js';

describe('variance', () => {
  it('is the unbiased variance', () => {
    expect(variance([1, 2, 3, 4])).toBeCloseTo(5 / 3, 15);
    expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(Math.sqrt(32 / 7), 15);
  });

  it('keeps its digits next to a large mean', () => {
    expect(variance([1e9 + 1, 1e9 + 2, 1e9 + 3])).toBe(1);
  });

  it('is exactly 0 for equal values', () => {
    expect(variance([0.1, 0.1, 0.1])).toBe(0);
    const value = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(value, fc.integer({ min: 2, max: 50 }), (x, n) => {
        expect(variance(Array(n).fill(x))).toBe(0);
      }),
    );
  });

  it('is NaN for fewer than two values and for NaN', () => {
    expect([variance([]), variance([1]), variance([1, Number.NaN])]).toEqual([NaN, NaN, NaN]);
  });
});
