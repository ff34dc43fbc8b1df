import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rasterize, writePng, writeSvg } from './node.js';
import { encodePng, pngDataUri } from './pictures/png.js';
import { panel } from './plots/panel.js';
import { escapeXml, textWidth } from './svg/text.js';

/** 4×4 checkerboard of black and white. */
const checkerboard = {
  width: 4,
  height: 4,
  data: Uint8Array.from({ length: 64 }, (_, i) => (i % 4 === 3 || ((i >> 2) + (i >> 4)) % 2 ? 255 : 0)),
};
const page = (content: string, width = 300, height = 40) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="Inter"><rect width="100%" height="100%" fill="#fff"/>${content}</svg>`;

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
      // Inside the frame, whose hairline is on the border of the picture.
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
    // A failure leaves the renderer usable.
    expect(decode(await rasterize(page(''))).width).toBe(600);
  });
});

describe('writing files', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'csm-render-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('writes pictures, PNG bytes and SVG in new folders, and leaves no temporary file', async () => {
    const deep = join(folder, 'a', 'b');
    await writePng(join(deep, 'one.png'), checkerboard);
    await writePng(join(deep, 'two.png'), encodePng(checkerboard));
    await writeSvg(join(deep, 'page.svg'), page(''));
    expect((await readdir(deep)).sort()).toEqual(['one.png', 'page.svg', 'two.png']);
    expect(await readFile(join(deep, 'one.png'))).toEqual(await readFile(join(deep, 'two.png')));
    expect([...decode(await readFile(join(deep, 'one.png'))).data]).toEqual([...checkerboard.data]);
    expect(await readFile(join(deep, 'page.svg'), 'utf8')).toBe(page(''));
  });

  test('invalid values are not written, and a failed write leaves no file', async () => {
    const path = join(folder, 'bad.png');
    await expect(writePng(path, new Uint8Array([1, 2, 3]))).rejects.toThrow(
      /^writePng: expected the bytes of a PNG for .*; the 3 bytes are not a PNG; pass a picture, or encode it\.$/,
    );
    await expect(writeSvg(path, 'hello')).rejects.toThrow(
      /^writeSvg: expected the text of an SVG document for .*; got a string without an <svg> element\.$/,
    );
    for (const [value, message] of [
      [
        rasterize(page('')),
        /^writePng: the picture for .*bad\.png must be a picture .*; got a Promise \(is an await missing\?\)\.$/,
      ],
      [page(''), /; got a string; pass SVG to writeSvg, or pass await rasterize\(svg\)\.$/],
      [undefined, /^writePng: .*; got undefined\.$/],
      [null, /^writePng: .*; got null\.$/],
      [
        { ...checkerboard, width: 5 },
        /^writePng: the picture for .*bad\.png of 5×4 pixels must have 80 bytes \(RGBA\); got 64\.$/,
      ],
    ] as [never, RegExp][]) {
      await expect(writePng(path, value)).rejects.toThrow(message);
    }
    await expect(writeSvg(path, Promise.resolve(page('')) as never)).rejects.toThrow(
      /^writeSvg: expected the text of an SVG document for .*bad\.png; got a Promise \(is an await missing\?\)\.$/,
    );
    await expect(writePng(checkerboard as never, path as never)).rejects.toThrow(
      /^writePng: expected the path of a file first, such as 'out\/map\.png'; got an object of type Object\.$/,
    );
    await expect(writeSvg(undefined as never, page(''))).rejects.toThrow(
      /^writeSvg: expected the path .*; got undefined\.$/,
    );
    await writePng(join(folder, 'taken', 'inside.png'), checkerboard);
    await expect(writePng(join(folder, 'taken'), checkerboard)).rejects.toThrow();
    expect((await readdir(folder)).filter((name) => name !== 'a')).toEqual(['taken']);
  });
});
