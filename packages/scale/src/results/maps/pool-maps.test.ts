import fc from 'fast-check';
import ndarray, { type NdArray } from 'ndarray';
import { describe, expect, it } from 'vitest';
import { poolMaps } from './pool-maps.js';

/**
 * The sums of the windows by their definition: each pixel and window by the area of their intersection, for one map
 * `[height, width, channels]`.
 */
function windowsOf(map: NdArray, rows: number, columns: number): number[] {
  const [height = 0, width = 0, channels = 0] = map.shape;
  const overlap = (pixel: number, length: number, window: number, windows: number) =>
    Math.max(
      0,
      Math.min(pixel + 1, ((window + 1) * length) / windows) - Math.max(pixel, (window * length) / windows),
    );
  return Array.from({ length: rows * columns }, (_, at) => {
    let sum = 0;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const area =
          overlap(y, height, Math.floor(at / columns), rows) * overlap(x, width, at % columns, columns);
        for (let channel = 0; channel < channels; channel++) sum += area * map.get(y, x, channel);
      }
    }
    return sum;
  });
}

const drawn = fc
  .record({
    n: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 2, max: 40 }),
    width: fc.integer({ min: 2, max: 40 }),
    channels: fc.integer({ min: 1, max: 3 }),
    seed: fc.integer(),
    unit: fc.constantFrom(1, 1e-30, 1e-44, 1e30),
  })
  .map(({ n, height, width, channels, seed, unit }) => {
    const shape = [n, height, width, channels];
    const numbers = Float32Array.from(
      { length: shape.reduce((a, b) => a * b) },
      (_, i) => unit * Math.sin(i * 12.9898 + seed) * (i % 3),
    );
    return ndarray(numbers, shape);
  });

describe('poolMaps', () => {
  it('sums windows by area, and keeps the sum of each map, within the error of the integers', () => {
    fc.assert(
      fc.property(drawn, fc.boolean(), (maps, isFirst) => {
        const [n = 0, height = 0, width = 0] = maps.shape;
        const given = isFirst ? maps.transpose(0, 3, 1, 2) : maps;
        const { values, scales } = poolMaps(given, { layout: isFirst ? 'channelsFirst' : 'channelsLast' });
        const [rows, columns] = [Math.min(16, height), Math.min(16, width)];
        expect(values.shape).toEqual([n, rows, columns]);
        for (let i = 0; i < n; i++) {
          const map = maps.pick(i, null, null, null);
          const expected = windowsOf(map, rows, columns);
          const largest = Math.max(...expected.map(Math.abs));
          const scale = scales.get(i);
          // The scale is a float32 of at least largest / 127, and not much more: 2⁻²³, or the smallest float32.
          expect(scale).toBeGreaterThanOrEqual((largest / 127) * (1 - 1e-12));
          expect(scale).toBeLessThanOrEqual((largest / 127) * (1 + 2 ** -22) + 2 ** -148);
          let [sum, sumOfMap, rounding] = [0, 0, 0];
          for (let k = 0; k < expected.length; k++) {
            const value = values.get(i, Math.floor(k / columns), k % columns);
            expect(Math.abs(value)).toBeLessThanOrEqual(127);
            expect(Math.abs(value * scale - expected[k]!)).toBeLessThanOrEqual(
              (scale / 2) * (1 + 1e-6) + 1e-13 * largest,
            );
            sum += expected[k]!;
          }
          for (const at of Array(map.size).keys()) {
            const value = map.get(
              Math.floor(at / map.shape[2]! / width),
              Math.floor(at / map.shape[2]!) % width,
              at % map.shape[2]!,
            );
            sumOfMap += value;
            rounding += Math.abs(value) * 1e-12;
          }
          expect(Math.abs(sum - sumOfMap)).toBeLessThanOrEqual(rounding);
        }
      }),
      { seed: 19, numRuns: 30 },
    );
  });

  it('keeps the sum of a map before the integers', () => {
    // With windows of integers that are multiples of the scale, nothing is rounded.
    const ones = ndarray(new Float32Array(33 * 50 * 3).fill(1), [1, 33, 50, 3]);
    const { values, scales } = poolMaps(ones);
    expect([...values.data].every((value) => value === 127)).toBe(true);
    expect(256 * 127 * scales.get(0)).toBeCloseTo(33 * 50 * 3, 3);
  });

  it('leaves pictures smaller than the grid as they are, and zeros with scale 0', () => {
    const { values, scales } = poolMaps(
      ndarray(Float32Array.of(1, -2, 127, 0, 0, 0, 0, 0, 0, 0, 0, 0), [2, 2, 3]),
    );
    expect([...values.data]).toEqual([1, -2, 127, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect([...scales.data]).toEqual([1, 0]);
  });

  it('pools any view, and does not change it', () => {
    const numbers = Float32Array.from({ length: 2 * 20 * 18 }, (_, i) => Math.cos(i));
    const maps = ndarray(numbers.slice(), [2, 20, 18]);
    const turned = ndarray(numbers.slice(), [18, 20, 2], [1, 18, 360]).transpose(2, 1, 0);
    expect(poolMaps(turned)).toEqual(poolMaps(maps));
    expect(maps.data).toEqual(numbers);
  });

  it('rejects maps that are not finite or not of pictures', () => {
    const pool = (values: number[], shape: number[], options?: object) => () =>
      poolMaps(ndarray(Float32Array.from(values), shape), options);
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(pool([1, 2, wrong, 4], [1, 2, 2])).toThrow('expected maps of finite numbers');
    }
    expect(pool([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0], [1, 2, 2])).toThrow('finite');
    expect(pool([1, 2], [1, 2])).toThrow('poolMaps: expected maps of pictures');
    expect(pool(Array(3 * 25).fill(1), [1, 3, 5, 5])).toThrow('looks like channels-first pictures');
    expect(pool([1, 2, 3, 4], [1, 2, 2], { scale: 2 })).toThrow('poolMaps: unknown option "scale"');
  });
});
