import fc from 'fast-check';
import { decode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { checkerboard, page } from '../../test/pictures.js';
import { pngDataUri } from '../pictures/png.js';
import { panel } from '../plots/panel.js';
import { rasterize } from './rasterize.js';
import { escapeXml, textWidth } from './text.js';

/** The first and the last column with ink, in pixels. */
function inkSpan(png: Uint8Array): [number, number] {
  const { width, data } = decode(png);
  const inked = new Set<number>();
  for (let i = 0; i < data.length; i += 4) if (data[i]! < 200) inked.add((i / 4) % width);
  return [Math.min(...inked), Math.max(...inked)];
}

describe('rasterize', () => {
  test('small pictures stay crisp: at any whole scale each pixel is a square of one colour', async () => {
    const svg = panel({ columns: [''], rows: [{ cells: [checkerboard] }], cellSize: 64 });
    for (const scale of [1, 2, 3]) {
      const { width, data } = decode(await rasterize(svg, { scale }));
      expect(width).toBe(96 * scale);
      // A point inside the frame, whose hairline is on the border of the picture.
      for (let y = 1; y < 64 * scale - 1; y++)
        for (let x = 1; x < 64 * scale - 1; x++) {
          if ([x, y].some((v) => v < 2 || v >= 64 * scale - 2)) continue;
          const source = 4 * (4 * Math.floor(y / 16 / scale) + Math.floor(x / 16 / scale));
          const at = 4 * ((y + 16 * scale) * width + x + 16 * scale);
          if (data[at] !== checkerboard.data[source])
            expect([x, y, data[at]]).toEqual([x, y, checkerboard.data[source]]);
        }
    }
  });

  test('a picture without the attribute image-rendering is smoothed', async () => {
    const { data } = decode(
      await rasterize(page(`<image width="40" height="40" href="${pngDataUri(checkerboard)}"/>`)),
    );
    expect(new Set(data).size).toBeGreaterThan(20);
  });

  test('text is set in Inter at both weights: its ink ends where the widths of the font predict', async () => {
    // These letters have no kerning; the ink of H starts and ends one side bearing inside its advance.
    for (const weight of [400, 600] as const) {
      const png = await rasterize(
        page(`<text x="10" y="30" font-size="20" font-weight="${weight}">HHHHnnnnHHHH</text>`),
      );
      const [from, to] = inkSpan(png);
      const bearing = 2.2;
      expect(Math.abs(from / 2 - 10 - bearing)).toBeLessThan(1);
      expect(Math.abs((to + 1) / 2 - (10 + textWidth('HHHHnnnnHHHH', 20, weight) - bearing))).toBeLessThan(1);
    }
  });

  test('drawn text is no wider than the layout assumes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[!-~][ -~]{0,20}[!-~]$/), async (text) => {
        const drawn = await rasterize(
          page(`<text x="10" y="30" font-size="12" font-weight="600">${escapeXml(text)}</text>`, 400),
          { scale: 1 },
        );
        expect(inkSpan(drawn)[1]).toBeLessThanOrEqual(10 + textWidth(text, 12, 600) + 1.5);
      }),
      { numRuns: 25 },
    );
  });

  test('concurrent calls give the same bytes as a single call', async () => {
    const svg = panel({ title: 'twice', columns: ['a'], rows: [{ cells: [checkerboard] }] });
    const [a, b] = await Promise.all([rasterize(svg), rasterize(svg)]);
    expect(a).toEqual(b);
    expect(await rasterize(svg)).toEqual(a);
  });

  test('rejects invalid documents and scales', async () => {
    await expect(rasterize('<html></html>')).rejects.toThrow(
      /^rasterize: expected an SVG document; resvg cannot read it \(.*\)\.$/,
    );
    await expect(rasterize('')).rejects.toThrow(/^rasterize: expected an SVG document/);
    await expect(rasterize(page(''), { scale: 0 })).rejects.toThrow(
      /^rasterize: scale must be a finite number above 0; got 0\.$/,
    );
    await expect(rasterize(page(''), { scale: 100 })).rejects.toThrow(
      /^rasterize: the result must have at most 16384 pixels a side; it would have 30000×4000 pixels/,
    );
    for (const [value, got] of [
      [checkerboard, 'an object of type Object; pass pictures to writePng directly'],
      [undefined, 'undefined'],
      [Promise.resolve(page('')), 'a Promise (is an await missing?)'],
    ]) {
      await expect(rasterize(value as never)).rejects.toThrow(
        expect.objectContaining({
          code: 'ERR_INVALID_ARGUMENT',
          message: `rasterize: expected the text of an SVG document, such as the result of panel; got ${got}.`,
        }),
      );
    }
    // The renderer can still be used after a failure.
    expect(decode(await rasterize(page(''))).width).toBe(600);
  });
});
