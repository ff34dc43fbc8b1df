import fc from 'fast-check';
import { expect, test } from 'vitest';
import { extentOf, fitted, zoomed } from './view.js';

test('extentOf leaves out points without a position', () => {
  expect(extentOf(Float32Array.of(1, 5, NaN, 100, -2, 7, Infinity, 0))).toEqual([-2, 5, 1, 7]);
});

test('fitted shows a wide extent over the whole width less the margins, in the middle of the height', () => {
  const { scale, left, top } = fitted([0, 0, 100, 10], { width: 228, height: 300 });
  expect(scale).toBe(2); // (228 − 2 · 14) / 100
  expect([left, left + 100 * scale]).toEqual([14, 214]);
  expect(top + (scale * 10) / 2).toBe(150);
});

test('fitted puts a single point in the middle', () => {
  const { scale, left, top } = fitted([3, 4, 3, 4], { width: 200, height: 100 });
  expect([scale * 3 + left, scale * 4 + top]).toEqual([100, 50]);
});

test('zoomed keeps what is at the given pixel, and multiplies distances from it', () => {
  const number = fc.double({ min: -1000, max: 1000, noNaN: true });
  const factor = fc.double({ min: 0.1, max: 10, noNaN: true });
  fc.assert(
    fc.property(number, number, factor, factor, number, (left, top, scale, by, x) => {
      const before = { scale, left, top };
      const after = zoomed(before, by, x, 0);
      const data = (x - left) / scale;
      expect(after.scale * data + after.left).toBeCloseTo(x, 6);
      expect(after.scale * (data + 1) + after.left - x).toBeCloseTo(by * scale, 6);
    }),
  );
});
