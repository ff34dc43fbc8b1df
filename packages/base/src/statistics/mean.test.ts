import { expect, it } from 'vitest';
import { mean } from './mean.js';

it('mean is the sum, divided once', () => {
  expect(mean([1, 2, 6])).toBe(3);
  // If each number were first divided by 10, they would add up to 0.9999999999999999.
  expect(mean(Array(10).fill(1))).toBe(1);
  expect(mean(Float32Array.of(0.5, 1.5))).toBe(1);
  expect(mean([])).toBeNaN();
  expect(mean([1, Number.NaN])).toBeNaN();
});
