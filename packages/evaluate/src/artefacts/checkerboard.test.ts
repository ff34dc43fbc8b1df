import { keyedNormal } from '@csm/base';
import * as fc from 'fast-check';
import ndarray, { type NdArray } from 'ndarray';
import { describe, expect, it } from 'vitest';
import { checkerboard } from './checkerboard.js';

function mapsOf(shape: [number, number, number], at: (row: number, column: number, map: number) => number) {
  const [count, height, width] = shape;
  const values = Float32Array.from({ length: count * height * width }, (_, i) =>
    at(Math.floor(i / width) % height, i % width, Math.floor(i / width / height)),
  );
  return ndarray(values, shape);
}
const share = (maps: NdArray, options = {}) => checkerboard(maps, options).share;

/**
 * The share by definition: power at multiples of the frequency 1 / period along both axes, divided by the power at
 * all frequencies except 0.
 */
function shareOfPower(map: number[][], period: number): number {
  const [height, width] = [map.length, map[0]!.length];
  const power = (k: number, l: number) => {
    let [re, im] = [0, 0];
    map.forEach((line, row) => {
      line.forEach((value, column) => {
        const angle = 2 * Math.PI * ((k * row) / height + (l * column) / width);
        re += value * Math.cos(angle);
        im += value * Math.sin(angle);
      });
    });
    return re ** 2 + im ** 2;
  };
  let [within, all] = [0, 0];
  for (let k = 0; k < height; k++) {
    for (let l = 0; l < width; l++) {
      if (k === 0 && l === 0) continue;
      const found = power(k, l);
      all += found;
      if (k % (height / period) === 0 && l % (width / period) === 0) within += found;
    }
  }
  return within / all;
}

describe('checkerboard', () => {
  it('is 1 for a pure pattern, and 0 for one of another period', () => {
    const board = mapsOf([1, 6, 8], (row, column) => 3 + ((row + column) % 2));
    expect(share(board)[0]).toBeCloseTo(1, 10);
    expect(share(board, { period: 4 })[0]).toBeCloseTo(1, 10);
    expect(share(mapsOf([1, 6, 6], (row) => row % 3))[0]).toBeCloseTo(0, 10);
  });

  it('is the share of power at the multiples of the frequency', () => {
    const line = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 8, maxLength: 8 });
    const varied = fc
      .array(line, { minLength: 4, maxLength: 4 })
      .filter((lines) => new Set(lines.flat()).size > 1);
    fc.assert(
      fc.property(varied, fc.constantFrom(2, 4), (lines, period) => {
        const maps = ndarray(Float32Array.from(lines.flat()), [1, 4, 8]);
        expect(share(maps, { period, of: 'signed' })[0]).toBeCloseTo(shareOfPower(lines, period), 5);
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  it.each([
    ['magnitude', 2, [9, 7]],
    ['signed', 3, [9, 7]],
    ['signed', 2, [8, 8]],
  ] as const)('is chance for noise: %s, period %i', (of, period, [height, width]) => {
    const normal = keyedNormal('checkerboard', 1);
    const count = 2000;
    const found = checkerboard(
      mapsOf([count, height, width], () => normal()),
      { of, period },
    );
    const mean = found.share.reduce((a, b) => a + b, 0) / count;
    const spread = Math.sqrt(found.share.reduce((sum, s) => sum + (s - mean) ** 2, 0) / count);
    expect(found.chance).toBe((period ** 2 - 1) / (height * width - 1));
    expect(Math.abs(mean - found.chance)).toBeLessThan((4 * spread) / Math.sqrt(count));
  });

  it('by magnitude finds phases that differ in strength with either sign', () => {
    const normal = keyedNormal('phases', 2);
    // The pattern of the gradient of a convolution with stride 2 and kernel 5: 9, 6, 6 or 4 of 25 weights reach a
    // pixel.
    const taps = (place: number) => (place % 2 === 0 ? 3 : 2);
    const maps = mapsOf([20, 32, 32], (row, column) => normal() * Math.sqrt(taps(row) * taps(column)));
    const strong = checkerboard(maps);
    expect(Math.min(...strong.share)).toBeGreaterThan(3 * strong.chance);
    const signed = checkerboard(maps, { of: 'signed' });
    expect(signed.share.reduce((a, b) => a + b, 0) / 20).toBeLessThan(2 * signed.chance);
  });

  it('sums channels, treats each map on its own, and is NaN for a constant map', () => {
    const one = mapsOf([1, 4, 4], (row, column) => ((row + column) % 2) + row);
    const twice = ndarray(
      Float32Array.from(Array.from(one.data).flatMap((value) => [2 * value, -value])),
      [1, 4, 4, 2],
    );
    expect(share(twice)[0]).toBe(share(one)[0]);
    const two = mapsOf([2, 4, 4], (row, column, map) => (map === 0 ? ((row + column) % 2) + row : 5));
    expect([...share(two)]).toEqual([share(one)[0], Number.NaN]);
  });

  it.each<[() => unknown, RegExp]>([
    [
      () =>
        checkerboard(
          mapsOf([1, 4, 4], () => 1),
          { period: 1 },
        ),
      /^checkerboard: period must be a whole number of at least 2; got 1/,
    ],
    [
      () =>
        checkerboard(
          mapsOf([1, 4, 4], () => 1),
          { period: 5 },
        ),
      /of at least 5 × 5 pixels; got shape \[1, 4, 4\]/,
    ],
    [() => checkerboard(ndarray(new Float32Array(4), [2, 2])), /expected maps \[n, height, width\]/],
    [
      () =>
        checkerboard(
          mapsOf([1, 4, 4], () => 1),
          { of: 'sign' as 'signed' },
        ),
      /of must be 'magnitude' or 'signed'; got "sign"/,
    ],
  ])('rejects %#', (call, message) => {
    expect(call).toThrow(message);
  });
});
