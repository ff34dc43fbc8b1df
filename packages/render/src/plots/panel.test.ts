import fc from 'fast-check';
import { decode } from 'fast-png';
import ndarray from 'ndarray';
import { describe, expect, test } from 'vitest';
import { expectNoOverlap, parseSvg } from '../../test/no-overlap.js';
import type { RgbaImage } from '../pictures/rgba-image.js';
import { panel } from './panel.js';

const solid = (width: number, height: number, level = 200): RgbaImage => ({
  width,
  height,
  data: new Uint8ClampedArray(4 * width * height).fill(level),
});

describe('panel', () => {
  const options = {
    title: 'Maps <of> "concepts" & more',
    columns: ['Input', 'Integrated gradients', 'Rectified gradient (percentile 95, border mask)'],
    rows: [
      {
        label: "Mouth_Slightly_Open's <b>",
        cells: [solid(32, 32), { image: solid(32, 32, 0), caption: 'score 2.31' }, solid(32, 32)],
      },
      { cells: [solid(32, 32), solid(32, 32), { image: solid(32, 32), caption: 'a > b & c' }] },
    ],
    colorBars: [
      { range: [-0.004, 0.004] as const, column: 1, label: 'Saliency' },
      {
        range: [0, 1] as const,
        colorMap: 'inferno' as const,
        label: 'Magnitude, in units of its 99.5th percentile',
      },
    ],
  };

  test('is well-formed and keeps labels unchanged', () => {
    const root = parseSvg(panel(options));
    const text = [...root.getElementsByTagName('text')].map((e) => e.textContent).join(' ');
    expect(text).toContain('Maps <of> "concepts" & more');
    expect(text).toMatch(/Mouth_ ?Slightly_ ?Open's <b>/);
    expect(text).toContain('a > b & c');
    expect(root.getElementsByTagName('title')[0]!.textContent).toBe(options.title);
    expect(root.getElementsByTagName('b').length).toBe(0);
    expect(root.getElementsByTagName('image').length).toBe(6 + 2);
  });

  test('embeds the pictures in reading order, enlarged by whole multiples with crisp pixels', () => {
    const images = [...parseSvg(panel(options)).getElementsByTagName('image')];
    for (const image of images.slice(0, 6)) {
      expect(image.getAttribute('width')).toBe('128');
      expect(image.getAttribute('image-rendering')).toBe('pixelated');
      for (const name of ['x', 'y']) expect(Number(image.getAttribute(name)) % 1).toBe(0);
    }
    const href = images[1]!.getAttribute('href')!;
    const { width, data } = decode(Buffer.from(href.slice(href.indexOf(',') + 1), 'base64'));
    expect(width).toBe(32);
    expect(new Set(data)).toEqual(new Set([0]));
  });

  test('keeps the shape of pictures that are not square, and smooths pictures that are reduced', () => {
    const tall = panel({
      columns: ['a', 'b'],
      rows: [{ cells: [solid(100, 200), solid(100, 100)] }],
      cellSize: 50,
    });
    const [a, b] = [...parseSvg(tall).getElementsByTagName('image')].map((e) =>
      ['width', 'height', 'image-rendering'].map((name) => e.getAttribute(name)),
    );
    expect(a).toEqual(['50', '100', null]);
    expect(b).toEqual(['50', '50', null]);
  });

  test('nothing overlaps or leaves the page', () => {
    expectNoOverlap(panel(options));
    const label = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc
        .array(fc.constantFrom('Mouth_Slightly_Open', 'WWWWWWWWWWWWWWWWWW', 'i', '0.123', 'percentile'), {
          maxLength: 6,
        })
        .map((words) => words.join(' ')),
    );
    const range = fc
      .tuple(fc.integer({ min: -9, max: 5 }), fc.integer({ min: 100, max: 999 }), fc.boolean())
      .map(([exponent, digits, signed]) => {
        const limit = digits * 10 ** (exponent - 2);
        return [signed ? -limit : 0, limit] as const;
      });
    fc.assert(
      fc.property(
        fc.record({
          title: label,
          columns: fc.array(label, { minLength: 1, maxLength: 4 }),
          rows: fc.array(fc.tuple(label, label), { minLength: 1, maxLength: 3 }),
          cellSize: fc.constantFrom(32, 48, 80, 128),
          ranges: fc.array(range, { maxLength: 2 }),
          barLabel: label,
          detail: label,
          outlined: fc.boolean(),
          ends: fc.option(fc.tuple(label, label), { nil: undefined }),
        }),
        ({ title, columns, rows, cellSize, ranges, barLabel, detail, outlined, ends }) => {
          const outline = ndarray([0, 1, 1, 0], [2, 2]);
          const svg = panel({
            title,
            columns: columns.map((name, c) => (c % 2 ? { label: name, detail } : name)),
            rows: rows.map(([name, caption], r) => ({
              label: name,
              cells: columns.map((_, c) =>
                r === 1 && c === 0
                  ? null
                  : {
                      image: solid(4, 4),
                      caption,
                      ...(r > 0 && { heading: { label: name, detail } }),
                      ...(outlined && { outline }),
                    },
              ),
            })),
            outlineLabel: barLabel,
            cellSize,
            // The first bar is under a column, the second under the whole panel.
            colorBars: ranges.map((r, i) => ({
              range: r,
              label: barLabel,
              ends,
              ...(i === 0 && { column: 0 }),
            })),
          });
          expectNoOverlap(svg);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('draws the outline of a mask over its cell, scaled to it', () => {
    const outline = ndarray([0, 1, 0, 0], [2, 2]);
    const root = parseSvg(
      panel({ columns: [''], rows: [{ cells: [{ image: solid(4, 4), outline }] }], cellSize: 64 }),
    );
    const group = root.getElementsByTagName('g')[0]!;
    expect(group.getAttribute('transform')).toBe('translate(16 16) scale(32)');
    const paths = [...group.getElementsByTagName('path')];
    expect(paths.map((path) => path.getAttribute('d'))).toEqual(Array(2).fill('M1 0H2M1 1H2M1 0V1M2 0V1'));
  });

  test('explains outlines under the pictures, if there are any', () => {
    const textsOf = (svg: string) =>
      [...parseSvg(svg).getElementsByTagName('text')].map((e) => e.textContent);
    const cell = { image: solid(4, 4), outline: ndarray([0, 1, 0, 0], [2, 2]) };
    const outlineLabel = 'the true glasses';
    expect(textsOf(panel({ columns: [''], rows: [{ cells: [cell] }], cellSize: 128, outlineLabel }))).toEqual(
      [outlineLabel],
    );
    expect(textsOf(panel({ columns: [''], rows: [{ cells: [cell] }] }))).toEqual(['mask']);
    const empty = { image: solid(4, 4), outline: ndarray([0, 0, 0, 0], [2, 2]) };
    expect(
      textsOf(panel({ columns: [''], rows: [{ cells: [empty, null].slice(0, 1) }], outlineLabel })),
    ).toEqual([]);
  });

  test('headings have a label, and details in regular text below it; empty cells stay empty', () => {
    const heading = { label: 'rectified gradient', detail: 'percentile 95, border mask' };
    const svg = panel({
      columns: ['picture', heading],
      rows: [{ cells: [solid(32, 32), solid(32, 32)] }, { cells: [{ image: solid(32, 32), heading }, null] }],
    });
    const root = parseSvg(svg);
    expect(root.getElementsByTagName('image')).toHaveLength(3);
    const texts = [...root.getElementsByTagName('text')].map((e) => [
      e.getAttribute('font-weight'),
      e.textContent,
    ]);
    expect(texts.filter(([weight]) => weight === '400').map(([, text]) => text)).toEqual([
      'percentile 95, border',
      'mask',
      'percentile 95, border',
      'mask',
    ]);
    expect(texts.filter(([weight]) => weight === '600').map(([, text]) => text)).toEqual([
      'picture',
      'rectified gradient',
      'rectified gradient',
    ]);
  });

  test('a bar may have texts at its ends instead of numbers', () => {
    const svg = panel({
      columns: [''],
      rows: [{ cells: [solid(128, 128)] }],
      colorBars: [{ range: [0, 1], ends: ['smallest', 'largest'], colorMap: 'viridis' }],
    });
    const texts = [...parseSvg(svg).getElementsByTagName('text')].map((e) => e.textContent);
    expect(texts).toEqual(['smallest', 'largest']);
  });

  test('the numbers under a bar show its range', () => {
    const svg = panel({
      columns: [''],
      rows: [{ cells: [solid(128, 128)] }],
      colorBars: [{ range: [-0.5, 0.5] }],
    });
    const numbers = [...parseSvg(svg).getElementsByTagName('text')].map((e) => e.textContent);
    expect(numbers).toEqual(['−0.5', '0', '0.5']);
  });

  test('a bar that is too narrow for numbers has its range as text', () => {
    const bar = { range: [-1.05e-7, 1.05e-7] as const, column: 0 };
    const svg = panel({ columns: [''], rows: [{ cells: [solid(4, 4)] }], cellSize: 40, colorBars: [bar] });
    const numbers = [...parseSvg(svg).getElementsByTagName('text')].map((e) => e.textContent);
    expect(numbers.join(' ')).toBe('−1.1e-7 to 1.1e-7');
  });

  test('the same options give the same text', () => {
    expect(panel(options)).toBe(panel(options));
  });

  const one = { columns: ['a'], rows: [{ cells: [solid(4, 4)] }] };
  test.each([
    [undefined, /^panel: columns and rows must be arrays, .*; got undefined\.$/],
    [{}, /^panel: columns and rows must be arrays, such as .*; got columns: undefined, rows: undefined\.$/],
    [
      { ...one, columns: 'a' },
      /^panel: columns and rows must be arrays, .*; got columns: a string, rows: an array\.$/,
    ],
    [{ ...one, rows: [[solid(4, 4)]] }, /^panel: row 0 must be \{ label\?, cells: \[…\] \}; got an array\.$/],
    [
      { ...one, rows: [{ cells: [undefined] }] },
      /^panel: the image of row 0, column 0 must be a picture .*; got undefined\.$/,
    ],
    [
      { ...one, rows: [{ cells: [Promise.resolve(solid(4, 4))] }] },
      /^panel: .* row 0, column 0 must be a picture .*; got a Promise \(is an await missing\?\)\.$/,
    ],
    [
      { ...one, rows: [{ cells: [ndarray([0, 1], [1, 2])] }] },
      /^panel: .* must be a picture \{ width, height, data \}, such as the result of renderMap, renderImage or overlay; got an ndarray\.$/,
    ],
    [{ ...one, columns: [{ label: 'a', details: 'b' }] }, /^panel: columns\[0\]: unknown option "details"/],
    [
      { ...one, columns: [5] },
      /^panel: columns\[0\] must be a string or \{ label, detail\? \}; got a number\.$/,
    ],
    [
      { ...one, rows: [{ cells: [{ image: solid(4, 4), heading: { label: 5 } }] }] },
      /^panel: the heading of row 0, column 0 must be a string or \{ label, detail\? \}; got an object of type Object with the label a number\.$/,
    ],
    [
      { ...one, rows: [{ cells: [null] }] },
      'panel: rows must have at least one picture; got empty cells only.',
    ],
    [{ ...one, rows: [] }, /^panel: expected at least one row and one column; got 0 rows and 1 columns\.$/],
    [{ ...one, columns: [] }, /got 1 rows and 0 columns\.$/],
    [{ ...one, columns: ['a', 'b'] }, 'panel: row 0 must have one cell per column, 2; got 1.'],
    [{ ...one, cellSize: 8 }, /^panel: cellSize must be a whole number of at least 32; got 8\.$/],
    [{ ...one, cellSize: 20000 }, /^panel: the result must have at most 16384 pixels a side/],
    [
      { ...one, rows: Array(200).fill(one.rows[0]) },
      /^panel: the result must have at most 16384 pixels a side; it would have/,
    ],
    [
      { ...one, rows: [{ cells: [{ width: 4, height: 4, data: new Uint8Array(3) }] }] },
      /^panel: the image of row 0, column 0 of 4×4 pixels must have 64 bytes \(RGBA\); got 3\.$/,
    ],
    [
      { ...one, rows: [{ cells: [{ image: solid(4, 4), outline: ndarray([1, 0, 1], [1, 3]) }] }] },
      /^panel: the outline of row 0, column 0 must have the size of its image or a whole fraction of it; got 1×3 and 4×4/,
    ],
    [
      { ...one, colorBars: [{ range: [0, 0] as const }] },
      /^panel: the range of colorBars\[0\] must be two finite numbers, low < high; got \[0,0\]; leave the bar out for all-zero maps\.$/,
    ],
    [
      { ...one, colorBars: [{ range: [0, 1] as const, ends: ['low'] }] },
      /^panel: the ends of colorBars\[0\] must be two strings; got .*\.$/,
    ],
    [
      { ...one, colorBars: [{ range: [0, 1] as const, column: 1 }] },
      /^panel: the column of colorBars\[0\] must be a whole number from 0 to 0; got 1\.$/,
    ],
    [
      { ...one, colorBars: [{ range: [0, 1] as const, colorMap: 'jet' as never }] },
      /^panel: colorMap must be one of .*; got "jet"\.$/,
    ],
  ])('rejects %#', (bad, message) => {
    expect(() => panel(bad as never)).toThrow(message);
  });
});
