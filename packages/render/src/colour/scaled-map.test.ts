import fc from 'fast-check';
import ndarray from 'ndarray';
import { describe, expect, test } from 'vitest';
import { scaleMap } from './scaled-map.js';

describe('scaleMap', () => {
  /**
   * The clipping of the reference (`preprocess`): values below a positive lower percentile become zero. The range is symmetric, as
   * that of `pixel_range`.
   */
  function reference(values: readonly number[]): number[] {
    const sorted = [...values].sort((a, b) => a - b);
    const percentile = (q: number) => {
      const rank = ((sorted.length - 1) * q) / 100;
      const below = sorted[Math.floor(rank)]!;
      return below + (sorted[Math.ceil(rank)]! - below) * (rank - Math.floor(rank));
    };
    const [low, high] = [percentile(0.5), percentile(99.5)];
    const clipped = values.map((v) => {
      if (v > high) return high;
      if (v >= low) return v;
      // biome-ignore lint/complexity/useMathMinMax: written as in the reference
      return low > 0 ? 0 : low;
    });
    const end = Math.max(...clipped.map(Math.abs));
    return clipped.map((v) => (end > 0 ? v / end : 0));
  }

  test('scales as the reference does', () => {
    const value = fc.integer({ min: -1000, max: 1000 }).map((v) => v / 8);
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 0, max: 150 }),
        (v, shift) => {
          const values = v.map((x) => x + shift);
          const expected = reference(values);
          // The case in which percentiles clip everything is the documented difference from the reference.
          fc.pre(expected.some((x) => x !== 0) || values.every((x) => x === 0));
          const scaled = scaleMap('test', ndarray(values, [1, values.length]), {}).values;
          for (const [i, x] of scaled.entries()) expect(x).toBeCloseTo(expected[i]!, 12);
        },
      ),
    );
  });

  test('a limit replaces the percentiles', () => {
    const map = ndarray([-8, -2, 0, 1, 8], [1, 5]);
    expect([...scaleMap('test', map, { limit: 4 }).values]).toEqual([-1, -0.5, 0, 0.25, 1]);
    expect([...scaleMap('test', map, { limit: 4, kind: 'magnitude' }).values]).toEqual([1, 0.5, 0, 0.25, 1]);
    for (const limit of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => scaleMap('test', map, { limit })).toThrow(
        /^test: limit must be a finite number above 0; got/,
      );
  });
});
