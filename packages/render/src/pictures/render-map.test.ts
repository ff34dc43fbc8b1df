import fc from 'fast-check';
import ndarray from 'ndarray';
import { describe, expect, test } from 'vitest';
import { colorMaps } from '../colour/color-map.js';
import { renderMap } from './render-map.js';
import type { RgbaImage } from './rgba-image.js';

const pixels = ({ data }: RgbaImage) =>
  Array.from({ length: data.length / 4 }, (_, i) => [...data.slice(4 * i, 4 * i + 4)]);
const row = (values: readonly number[]) => ndarray(Float32Array.from(values), [1, values.length]);

describe('renderMap', () => {
  test('signed: blue below zero, white at zero, red above, over a symmetric range', () => {
    const picture = renderMap(row([-4, 0, 2, 4]), { clip: [0, 100] });
    expect([picture.width, picture.height]).toEqual([4, 1]);
    expect(pixels(picture)).toEqual([
      [5, 48, 97, 255],
      [255, 255, 255, 255],
      // 2 / 4 is at three quarters of the scale; the nearest step of the table is 383 of 510.
      [...colorMaps.blueWhiteRed(383 / 510), 255],
      [103, 0, 31, 255],
    ]);
  });

  test('magnitude: the absolute sum over channels, dark at zero', () => {
    const map = ndarray([1, -1, -3, -1, 0, 2], [1, 3, 2]); // sums 0, −4, 2
    expect(pixels(renderMap(map, { kind: 'magnitude', clip: [0, 100], colorMap: 'gray' }))).toEqual([
      [0, 0, 0, 255],
      [255, 255, 255, 255],
      [128, 128, 128, 255],
    ]);
  });

  test('an all-zero map is drawn in the neutral colour', () => {
    const zeros = ndarray(new Float32Array(12), [2, 2, 3]);
    for (const pixel of pixels(renderMap(zeros))) expect(pixel).toEqual([255, 255, 255, 255]);
    for (const pixel of pixels(renderMap(zeros, { kind: 'magnitude' })))
      expect(pixel).toEqual([0, 0, 4, 255]);
  });

  const values = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), {
    minLength: 1,
    maxLength: 200,
  });

  test('negating a map mirrors its colours', () => {
    // The colour map encodes its position, so mirroring is checked exactly. With [0, 100] the percentiles of −x are those of
    // x negated, except for rounding in the interpolation.
    const position = (t: number): [number, number, number] => [
      Math.floor((t * 510) / 2),
      Math.round(t * 510) % 2,
      0,
    ];
    const steps = (v: readonly number[]) =>
      pixels(renderMap(row(v), { clip: [0, 100], colorMap: position })).map(([a, b]) => 2 * a! + b!);
    fc.assert(
      fc.property(values, (v) => {
        const mirrored = steps(v).map((step) => 510 - step);
        // The reference's rule for maps without negative values is not symmetric, but with [0, 100] nothing is
        // clipped.
        expect(steps(v.map((x) => -x))).toEqual(mirrored);
      }),
    );
  });

  test('a larger value is never drawn lower on the scale, with any clipping', () => {
    fc.assert(
      fc.property(
        values,
        fc.constantFrom('signed' as const, 'magnitude' as const, 'minMax' as const),
        (v, kind) => {
          const picture = pixels(renderMap(row(v), { kind, colorMap: 'gray' }));
          const read = Array.from(Float32Array.from(v), (x) => (kind === 'magnitude' ? Math.abs(x) : x));
          const order = read.map((_, i) => i).sort((a, b) => read[a]! - read[b]!);
          for (let i = 1; i < order.length; i++)
            expect(picture[order[i]!]![0]).toBeGreaterThanOrEqual(picture[order[i - 1]!]![0]!);
        },
      ),
    );
  });

  test('multiplying a map by a positive number changes nothing', () => {
    fc.assert(
      fc.property(values, (v) => {
        expect(renderMap(row(v.map((x) => 4 * x))).data).toEqual(renderMap(row(v)).data);
      }),
    );
  });

  test('scale enlarges pixels', () => {
    const map = ndarray([1, -1, 0, 1], [2, 2]);
    const [small, large] = [renderMap(map), renderMap(map, { scale: 3 })];
    expect([large.width, large.height]).toEqual([6, 6]);
    for (let y = 0; y < 6; y++)
      for (let x = 0; x < 6; x++)
        expect(pixels(large)[6 * y + x]).toEqual(pixels(small)[2 * Math.floor(y / 3) + Math.floor(x / 3)]);
  });

  test.each([
    [{ kind: 'both' as never }, /^renderMap: kind must be 'signed', 'magnitude' or 'minMax'; got "both"\.$/],
    [{ colorMap: 'jet' as never }, /^renderMap: colorMap must be one of .*; got "jet"\.$/],
    [{ scale: 1.5 }, /^renderMap: scale must be a whole number of at least 1; got 1.5\.$/],
    [
      { scale: 20000 },
      /^renderMap: the result must have at most 16384 pixels a side; it would have 20000×20000 pixels; use/,
    ],
  ])('rejects %j', (options, message) => {
    expect(() => renderMap(row([1]), options)).toThrow(message);
  });
});
