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

/** First and last column with ink, in pixels. */
function inkSpan(png: Uint8Array): [number, number] {
  const { width, data } = decode(png);
  const inked = new Set<number>();
  for (let i = 0; i < data.length; i += 4) if (data[i]! < 200) inked.add((i / 4) % width);
  return [Math.min(...inked), Math.max(...inked)];
}

describe('rasterize', () => {
  test('small pictures stay crisp: at any whole scale each pixel is a square of its own colour', async () => {
    const svg = panel({ columns: [''], rows: [{ cells: [checkerboard] }], cellSize: 64 });
    for (const scale of [1, 2, 3]) {
      const { width, data } = decode(await rasterize(svg, { scale }));
      expect(width).toBe(96 * scale);
      // Inside the frame, whose hairline lies on the border of the picture.
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

  test('a picture without the mark is smoothed, so the mark is what keeps it crisp', async () => {
    const { data } = decode(
      await rasterize(page(`<image width="40" height="40" href="${pngDataUri(checkerboard)}"/>`)),
    );
    expect(new Set(data).size).toBeGreaterThan(20);
  });

  test('text is set in Inter at both weights: ink ends where the font’s widths say', async () => {
    // Letters without kerning; the ink of H starts and ends one side bearing within its advance.
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

  test('drawn text is no wider than the layout thinks', async () => {
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

  test('calls side by side give the same bytes as one alone', async () => {
    const svg = panel({ title: 'twice', columns: ['a'], rows: [{ cells: [checkerboard] }] });
    const [a, b] = await Promise.all([rasterize(svg), rasterize(svg)]);
    expect(a).toEqual(b);
    expect(await rasterize(svg)).toEqual(a);
  });

  test('rejects what it cannot draw', async () => {
    await expect(rasterize('<html></html>')).rejects.toThrow(
      /^rasterize: expected an SVG document; resvg says/,
    );
    await expect(rasterize('')).rejects.toThrow(/^rasterize: expected an SVG document/);
    await expect(rasterize(page(''), { scale: 0 })).rejects.toThrow(/scale above 0, got 0/);
    await expect(rasterize(page(''), { scale: 100 })).rejects.toThrow(
      /^rasterize: the result would be 30000×4000/,
    );
    for (const [value, got] of [
      [checkerboard, 'Object; writePng takes pictures as they are'],
      [undefined, 'undefined'],
      [Promise.resolve(page('')), 'Promise (await it)'],
    ]) {
      await expect(rasterize(value as never)).rejects.toThrow(
        new TypeError(`rasterize: expected the text of an SVG document, as panel gives it; got ${got}`),
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

  test('pictures, PNG bytes and SVG, in folders that did not exist; no temporary file is left', async () => {
    const deep = join(folder, 'a', 'b');
    await writePng(join(deep, 'one.png'), checkerboard);
    await writePng(join(deep, 'two.png'), encodePng(checkerboard));
    await writeSvg(join(deep, 'page.svg'), page(''));
    expect((await readdir(deep)).sort()).toEqual(['one.png', 'page.svg', 'two.png']);
    expect(await readFile(join(deep, 'one.png'))).toEqual(await readFile(join(deep, 'two.png')));
    expect([...decode(await readFile(join(deep, 'one.png'))).data]).toEqual([...checkerboard.data]);
    expect(await readFile(join(deep, 'page.svg'), 'utf8')).toBe(page(''));
  });

  test('what is no picture is not written, and a failed write leaves nothing', async () => {
    const path = join(folder, 'bad.png');
    await expect(writePng(path, new Uint8Array([1, 2, 3]))).rejects.toThrow(
      /^writePng: the 3 bytes for .* not a PNG/,
    );
    await expect(writeSvg(path, 'hello')).rejects.toThrow(/^writeSvg: .* no <svg> element/);
    for (const [value, message] of [
      [
        rasterize(page('')),
        /^writePng: expected what goes to .*bad\.png as a picture .*; got Promise \(await it\)$/,
      ],
      [page(''), /; got string \(SVG goes to writeSvg, or here through await rasterize\(svg\)\)$/],
      [undefined, /^writePng: .*; got undefined$/],
      [null, /^writePng: .*; got null$/],
      [{ ...checkerboard, width: 5 }, /^writePng: .*bad\.png is 5×4, so it needs 80 bytes/],
    ] as [never, RegExp][]) {
      await expect(writePng(path, value)).rejects.toThrow(message);
    }
    await expect(writeSvg(path, Promise.resolve(page('')) as never)).rejects.toThrow(
      /^writeSvg: expected the text of an SVG document for .*bad\.png; got Promise \(await it\)$/,
    );
    await expect(writePng(checkerboard as never, path as never)).rejects.toThrow(
      /^writePng: expected the path of a file first, such as 'out\/map\.png'; got Object$/,
    );
    await expect(writeSvg(undefined as never, page(''))).rejects.toThrow(
      /^writeSvg: expected the path .*; got undefined$/,
    );
    await writePng(join(folder, 'taken', 'inside.png'), checkerboard);
    await expect(writePng(join(folder, 'taken'), checkerboard)).rejects.toThrow();
    expect((await readdir(folder)).filter((name) => name !== 'a')).toEqual(['taken']);
  });
});
