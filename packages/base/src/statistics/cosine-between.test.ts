import { describe, expect, it } from 'vitest';
import { cosineBetween } from './cosine-between.js';

describe('cosineBetween', () => {
  it('is the cosine, never beyond 1, and NaN for a zero vector', () => {
    expect(cosineBetween(Float32Array.of(3, 4), Float32Array.of(4, 3))).toBeCloseTo(24 / 25, 15);
    const third = Float32Array.from({ length: 7 }, (_, i) => 1 / (i + 3));
    const multiple = third.map((value) => -value * 3);
    expect(cosineBetween(third, third)).toBeLessThanOrEqual(1);
    expect(cosineBetween(third, multiple)).toBeGreaterThanOrEqual(-1);
    expect(cosineBetween(third, multiple)).toBeCloseTo(-1, 6);
    expect(cosineBetween(Float64Array.of(1, 0), new Float64Array(2))).toBeNaN();
  });
});
