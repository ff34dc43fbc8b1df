import { interpolateRdBu } from 'd3-scale-chromatic';
import { describe, expect, test } from 'vitest';
import { colorMaps, colorTable, resolveColorMap } from './color-map.js';

describe('colorMaps', () => {
  // ColorBrewer 2.0, RdBu, 11 classes: its dark blue is #053061 and its dark red #67001f.
  test('blueWhiteRed: blue is negative, red positive, the middle pure white', () => {
    expect(colorMaps.blueWhiteRed(0)).toEqual([0x05, 0x30, 0x61]);
    expect(colorMaps.blueWhiteRed(0.5)).toEqual([255, 255, 255]);
    expect(colorMaps.blueWhiteRed(1)).toEqual([0x67, 0x00, 0x1f]);
    // d3's map runs in the other direction, so ours is reversed.
    expect(interpolateRdBu(0)).toBe('rgb(103, 0, 31)');
  });

  // matplotlib's published tables, first and last entry (0–1 floats times 255).
  test.each([
    ['viridis', [68, 1, 84], [253, 231, 37]],
    ['inferno', [0, 0, 4], [252, 255, 164]],
    ['magma', [0, 0, 4], [252, 253, 191]],
    ['gray', [0, 0, 0], [255, 255, 255]],
  ] as const)('%s has the first and last colour of matplotlib', (name, first, last) => {
    expect(colorMaps[name](0)).toEqual(first);
    expect(colorMaps[name](1)).toEqual(last);
  });

  /** Relative luminance of sRGB, of which CIE lightness is a monotone function. */
  const luminance = (color: readonly number[]) => {
    const [r, g, b] = color.map((c) =>
      c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  };

  test.each(['viridis', 'inferno', 'magma', 'gray'] as const)(
    '%s becomes lighter from 0 to 1, also in greyscale print',
    (name) => {
      for (let i = 0; i < 64; i++)
        expect(luminance(colorMaps[name]((i + 1) / 64))).toBeGreaterThan(luminance(colorMaps[name](i / 64)));
    },
  );

  test('blueWhiteRed becomes darker from the middle to both ends', () => {
    for (let i = 0; i < 32; i++)
      for (const side of [-1, 1]) {
        const at = (step: number) => luminance(colorMaps.blueWhiteRed(0.5 + (side * step) / 64));
        expect(at(i + 1)).toBeLessThan(at(i));
      }
  });

  test('a table samples both ends and the middle', () => {
    const table = colorTable(colorMaps.blueWhiteRed);
    expect([...table.slice(0, 3)]).toEqual([5, 48, 97]);
    expect([...table.slice(765, 768)]).toEqual([255, 255, 255]);
    expect([...table.slice(-3)]).toEqual([103, 0, 31]);
  });

  test.each([
    [() => 5, '5'],
    [() => null, 'null'],
    [() => [1, 2], '[1, 2]'],
    [() => ['a', 'b', 'c'], '[a, b, c]'],
    [() => [Number.NaN, 0, 0], '[NaN, 0, 0]'],
  ])('a function that returns something other than a colour is rejected: %#', (colorMap, got) => {
    expect(() => colorTable(colorMap as never)).toThrow(
      `colorMap: expected [red, green, blue] from 0 to 255 for 0; got ${got}.`,
    );
  });

  test('an unknown name is rejected with the valid names', () => {
    expect(() => resolveColorMap('renderMap', 'jet' as never)).toThrow(
      'renderMap: colorMap must be one of blueWhiteRed, inferno, magma, viridis, gray, or a function; got "jet".',
    );
    expect(() => resolveColorMap('renderMap', 'toString' as never)).toThrow(
      /colorMap must be one of .* got "toString"\.$/,
    );
  });
});
