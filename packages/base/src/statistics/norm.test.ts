import { describe, expect, it } from 'vitest';
import { keyedRandom } from '../random/keyed-random.js';
import { norm } from './norm.js';

describe('norm', () => {
  it('equals Math.hypot to the last bit', () => {
    const random = keyedRandom('norm');
    for (let length = 0; length < 300; length++) {
      const values = Float64Array.from({ length }, () => (random() - 0.5) * 10 ** (10 * random()));
      expect(norm(values)).toBe(Math.hypot(...values));
      const singles = Float32Array.from(values);
      expect(norm(singles)).toBe(Math.hypot(...singles));
    }
  });

  it('neither overflows nor becomes 0', () => {
    expect(norm(Float64Array.of(3e200, 4e200)) / 5e200).toBeCloseTo(1, 14);
    expect(norm(Float64Array.of(3e-200, 4e-200)) / 5e-200).toBeCloseTo(1, 14);
    expect(norm(new Float64Array(3))).toBe(0);
    expect(norm(Float64Array.of(1, Number.NaN))).toBeNaN();
    expect(norm(Float64Array.of(1, Number.NEGATIVE_INFINITY))).toBe(Number.POSITIVE_INFINITY);
  });

  it('takes a million numbers', () => {
    expect(norm(new Float32Array(1_000_000).fill(1))).toBe(1000);
  });
});
