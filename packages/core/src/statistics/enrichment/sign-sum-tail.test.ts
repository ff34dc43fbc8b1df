import { erfc } from '@csm/base';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sines } from '../../../test/sines.js';
import { signSumTail } from './sign-sum-tail.js';

/** P(|Σ ±w| ≥ |sum|) over all choices of signs; a sum that is reached exactly counts half, as in a continuous approximation. */
function exactTail(weights: Float64Array, sum: number): number {
  let found = 0;
  for (let signs = 0; signs < 2 ** weights.length; signs++) {
    const other = Math.abs(weights.reduce((total, w, k) => total + (signs & (1 << k) ? w : -w), 0));
    found += other > Math.abs(sum) + 1e-9 ? 1 : other > Math.abs(sum) - 1e-9 ? 0.5 : 0;
  }
  return found / 2 ** weights.length;
}

describe('signSumTail', () => {
  it('is near the count of all 16,384 choices of signs, in the tail too', () => {
    const weights = Float64Array.from(sines(14, 3), (value) => value + 0.3 * Math.sign(value));
    for (let signs = 1; signs < 16_384; signs += 157) {
      const sum = weights.reduce((total, w, k) => total + (signs & (1 << k) ? w : -w), 0);
      const exact = exactTail(weights, sum);
      if (exact < 0.001) continue;
      expect(Math.abs(signSumTail(weights, 0, sum) / exact - 1)).toBeLessThan(0.1);
    }
  });

  it('is 2 / 2ᵏ if all k signs agree, and never less than that by more than a third', () => {
    expect(signSumTail(Float64Array.from([1, -2, 3, 0]), 0, 6)).toBe(0.25);
    expect(signSumTail(Float64Array.from([5]), 0, -5)).toBe(1);
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.1, max: 3, noNaN: true }), { minLength: 2, maxLength: 10 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (list, share) => {
          const weights = Float64Array.from(list);
          const sum = share * list.reduce((a, b) => a + b, 0);
          const p = signSumTail(weights, 0, sum);
          expect(p).toBeLessThanOrEqual(1);
          expect(p).toBeGreaterThanOrEqual((2 / 3) * 2 ** -list.length);
        },
      ),
    );
  });

  it('is the normal tail if there is only noise', () => {
    for (const z of [0.1, 1, 3, 10]) {
      expect(signSumTail(new Float64Array(3), 4, 2 * z) / erfc(z / Math.SQRT2)).toBeCloseTo(1, 6);
    }
  });
});
