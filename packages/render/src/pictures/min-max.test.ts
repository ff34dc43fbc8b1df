import fc from 'fast-check';
import ndarray from 'ndarray';
import { describe, expect, test } from 'vitest';
import { colorMaps } from '../colour/color-map.js';
import { displayRange } from '../colour/display-range.js';
import { signalMap } from '../plots/signal-map.js';
import { overlay } from './overlay.js';
import { renderImage } from './render-image.js';
import { renderMap } from './render-map.js';
import type { RgbaImage } from './rgba-image.js';

const colors = ({ data }: RgbaImage) =>
  Array.from({ length: data.length / 4 }, (_, i) => [...data.slice(4 * i, 4 * i + 3)]);

/** The definition: sums over channels, percentiles by numpy's rule, clipping, and the smallest and largest value. */
function clippedByDefinition(pictures: readonly (readonly number[])[], useAbs = false): number[] {
  const sums = pictures.map((channels) => {
    let sum = 0;
    for (const value of channels) sum += useAbs ? Math.abs(value) : value;
    return sum;
  });
  const ordered = [...sums].sort((a, b) => a - b);
  const percentile = (q: number) => {
    const rank = (q / 100) * (ordered.length - 1);
    const [below, above] = [ordered[Math.floor(rank)]!, ordered[Math.ceil(rank)]!];
    return below + (above - below) * (rank - Math.floor(rank));
  };
  const [low, high] = [percentile(0.5), percentile(99.5)];
  return sums.map((sum) => {
    if (sum > high) return high;
    if (sum >= low) return sum;
    // biome-ignore lint/complexity/useMathMinMax: written as the definition
    return low > 0 ? 0 : low;
  });
}

/** As matplotlib's imshow chooses one of 256 colours. */
function levelsByDefinition(values: readonly number[]): number[] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return values.map((value) => {
    if (least === most) return 0;
    const t = (value - least) / (most - least);
    return t === 1 ? 255 : Math.floor(256 * t);
  });
}

describe("kind 'minMax'", () => {
  // Eighths, so that float64 sums are exact and no value is at the edge of a level by rounding only.
  const pixel = fc.array(
    fc.integer({ min: -4000, max: 4000 }).map((v) => v / 8),
    {
      minLength: 3,
      maxLength: 3,
    },
  );

  test('has the numbers and colours of the definition, with and without use_abs', () => {
    fc.assert(
      fc.property(
        fc.array(pixel, { minLength: 1, maxLength: 400 }),
        fc.integer({ min: -2000, max: 2000 }),
        fc.boolean(),
        (list, shift, useAbs) => {
          const pictures = list.map((channels) => channels.map((value) => value + shift / 8));
          const map = ndarray(Float64Array.from(pictures.flat()), [1, pictures.length, 3]);
          const options = { kind: 'minMax', channels: useAbs ? 'sumOfMagnitudes' : 'sum' } as const;
          const clipped = clippedByDefinition(pictures, useAbs);
          const { range } = displayRange(map, options);
          expect(range[0]).toBeCloseTo(Math.min(...clipped), 9);
          expect(range[1]).toBeCloseTo(Math.max(...clipped), 9);
          // A colour map that writes down its position.
          const drawn = colors(renderMap(map, { ...options, colorMap: (t) => [255 * t, 0, 0] }));
          const expected = levelsByDefinition(clipped);
          for (const [i, [level]] of drawn.entries())
            expect(Math.abs(level! - expected[i]!)).toBeLessThanOrEqual(isAtEdge(clipped, i) ? 1 : 0);
        },
      ),
    );
  });

  /** Whether rounding may put the value into the next level. */
  function isAtEdge(clipped: readonly number[], i: number): boolean {
    const [least, most] = [Math.min(...clipped), Math.max(...clipped)];
    const level = (256 * (clipped[i]! - least)) / (most - least);
    return Math.abs(level - Math.round(level)) < 1e-9;
  }

  test('is viridis, from its first to its last colour', () => {
    const map = ndarray([-6, -2, 0, 2], [1, 4]);
    const drawn = colors(renderMap(map, { kind: 'minMax', clip: [0, 100] }));
    // viridis of matplotlib: levels 0, 128, 192 and 255 of 256; zero (level 192) is not special.
    expect(drawn).toEqual([
      [68, 1, 84],
      [33, 145, 140],
      [94, 201, 98],
      [253, 231, 37],
    ]);
  });

  test('draws a constant map in the first colour, as matplotlib does', () => {
    for (const value of [-2, 0, 3]) {
      const drawn = colors(renderMap(ndarray([value, value], [1, 2]), { kind: 'minMax' }));
      expect(drawn).toEqual([colorMaps.viridis(0), colorMaps.viridis(0)]);
    }
  });

  test('overlay covers the input in proportion to |v|, so zero shows the input', () => {
    const map = ndarray([-4, 0, 2], [1, 3]);
    const image = ndarray([0.2, 0.4, 0.6], [1, 3]);
    const options = { kind: 'minMax', clip: [0, 100], keepColors: true, opacity: 1 } as const;
    const drawn = colors(overlay(image, map, options));
    const [input, alone] = [
      colors(renderImage(image)),
      colors(renderMap(map, { kind: 'minMax', clip: [0, 100] })),
    ];
    expect(drawn[0]).toEqual(alone[0]);
    expect(drawn[1]).toEqual(input[1]);
    for (const c of [0, 1, 2])
      expect(Math.abs(drawn[2]![c]! - (input[2]![c]! + alone[2]![c]!) / 2)).toBeLessThanOrEqual(0.5);
  });

  test('signalMap has the range of renderMap under its strip', () => {
    const map = Float64Array.from({ length: 41 }, (_, i) => i - 10);
    const svg = signalMap({ rows: [{ map }], kind: 'minMax', clip: [0, 100] });
    const numbers = [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
    expect(numbers).toEqual(expect.arrayContaining(['−10', '0', '10', '20', '30']));
    expect(() => signalMap({ rows: [{ map: [2, 2] }], kind: 'minMax' })).not.toThrow();
  });

  test.each([
    ['renderMap', () => renderMap(ndarray([1, 2], [1, 2]), { kind: 'minMax', limit: 3 })],
    ['overlay', () => overlay(ndarray([1], [1, 1]), ndarray([1], [1, 1]), { kind: 'minMax', limit: 3 })],
    ['signalMap', () => signalMap({ rows: [{ map: [1, 2] }], kind: 'minMax', limit: 3 })],
  ])('%s rejects a limit', (caller, call) => {
    expect(call).toThrow(
      `${caller}: limit must be undefined with kind 'minMax', whose colours end at the smallest and the largest value; got 3; ` +
        "leave it out, or use kind 'signed' or 'magnitude'.",
    );
  });
});
