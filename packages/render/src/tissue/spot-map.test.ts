import { DOMParser } from '@xmldom/xmldom';
import fc from 'fast-check';
import { decode } from 'fast-png';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { expectNoOverlap } from '../../test/no-overlap.js';
import { rasterize } from '../svg/rasterize.js';
import { spotMap } from './spot-map.js';

const spots = { x: [0, 100, 200], y: [0, 0, 100] };

function elements(svg: string, name: string) {
  const found = new DOMParser().parseFromString(svg, 'text/xml').getElementsByTagName(name);
  return Array.from({ length: found.length }, (_, i) => found[i]!);
}

/** The marks of spots, without those that explain them. */
const discs = (svg: string) =>
  elements(svg, 'circle').filter(
    (e) => e.parentNode?.parentNode?.nodeName === 'svg' && e.parentNode.nodeName === 'g',
  );

describe('spotMap', () => {
  it('draws every spot at its position, with its size and colour', () => {
    const svg = spotMap({ spots, diameter: 50, maps: [{ values: [-2, 0, 2] }], cellSize: 300 });
    // The view is 200 + 2 · 50 wide, so one unit is one pixel.
    const marks = discs(svg).map((e) => ['cx', 'cy', 'r', 'fill'].map((a) => e.getAttribute(a)));
    expect(marks).toEqual([
      ['50', '50', '25', '#053061'],
      ['150', '50', '25', 'none'],
      ['250', '150', '25', '#67001f'],
    ]);
  });

  it('draws magnitudes from 0 to a common limit', () => {
    const maps = [
      { values: [0, 1e-9, 4], kind: 'magnitude' as const, limit: 8 },
      { values: [-1, 8, 9], kind: 'magnitude' as const, limit: 8 },
    ];
    const fills = discs(spotMap({ spots, maps })).map((e) => e.getAttribute('fill'));
    // Viridis at 0, 0.5 and 1; 0 itself is transparent.
    expect(fills).toEqual(['none', '#440154', '#21918c', '#440154', '#fde725', '#fde725']);
  });

  it('embeds the picture once, under the right spots', async () => {
    // Two pixels per spot: black under the first spot, white elsewhere.
    const data = new Uint8Array(4 * 6 * 4).fill(255);
    data.set([0, 0, 0, 255], 0);
    const image = { width: 6, height: 4, data };
    const options = {
      spots,
      diameter: 50,
      image,
      imageScale: 0.02,
      imageOpacity: 1,
      opacity: 0,
      cellSize: 300,
    };
    const svg = spotMap({ ...options, maps: [{ values: [1, 1, 1] }, { values: [1, 1, 1] }] });
    expect(elements(svg, 'use')).toHaveLength(2);
    expect(svg.match(/data:image\/png/g)).toHaveLength(1 + 2); // and two colour bars
    const png = decode(await rasterize(spotMap({ ...options, maps: [{ values: [1, 1, 1] }] }), { scale: 1 }));
    const red = (x: number, y: number) => png.data[png.channels * (y * png.width + x)];
    // The centre of the first spot is at (50, 50) of the map, which begins at (16, 16); a pixel of the picture is 50 wide.
    expect(red(16 + 62, 16 + 62)).toBeLessThan(80);
    expect(red(16 + 200, 16 + 62)).toBeGreaterThan(200);
  });

  it('embeds a photograph at its own resolution, as small as its file', async () => {
    const noise = Uint8Array.from({ length: 3 * 300 * 200 }, (_, i) => (i * 7919) % 251);
    const pixels = sharp(noise, { raw: { width: 300, height: 200, channels: 3 } });
    const jpeg = new Uint8Array(await pixels.jpeg({ quality: 80 }).toBuffer());
    const svg = spotMap({
      spots,
      diameter: 50,
      image: jpeg,
      maps: [{ values: [1, 1, 1] }, { values: [1, 1, 1] }],
      cellSize: 64,
    });
    const href = /href="data:image\/jpeg;base64,([^"]*)"/.exec(svg)![1]!;
    expect(Buffer.from(href, 'base64')).toEqual(Buffer.from(jpeg));
    expect(svg.length).toBeLessThan(1.4 * jpeg.length + 20_000);
    // A renderer shows it: between the spots, the map is not plain.
    const png = decode(await rasterize(svg, { scale: 1 }));
    const line = Array.from({ length: 20 }, (_, x) => png.data[png.channels * (40 * png.width + 40 + x)]);
    expect(new Set(line).size).toBeGreaterThan(10);
  });

  it('draws a scale bar of a round length if the size of a pixel is given', () => {
    const svg = spotMap({
      spots,
      diameter: 50,
      maps: [{ values: [1, 2, 3] }],
      micrometres: 4,
      cellSize: 300,
    });
    // A quarter of 300 pixels at 4 µm per pixel is at most 300 µm, so 200 µm or 50 pixels.
    expect(svg).toContain('200 µm');
    expect(svg).toMatch(/M\S+ \S+h50"/);
  });

  it('draws an all-zero map, one spot and many maps', () => {
    const zeros = spotMap({ spots, maps: [{ values: [0, 0, 0] }] });
    expect(discs(zeros).map((e) => e.getAttribute('fill'))).toEqual(['none', 'none', 'none']);
    expect(zeros).toContain('all values are 0 (arbitrary units)');
    expect(spotMap({ spots: { x: [3], y: [4] }, maps: [{ values: [1] }] })).toContain('<circle');
    const many = spotMap({
      spots,
      maps: Array.from({ length: 5 }, (_, i) => ({ title: `map ${i}`, values: [1, 2, i] })),
    });
    expect(discs(many)).toHaveLength(15);
  });

  it.each([
    [{ spots, maps: [] }, 'spotMap: maps must hold at least one map; got none.'],
    [
      { spots: { x: [], y: [] }, maps: [{ values: [] }] },
      'spotMap: spots must have at least one x and as many y; got 0 x and 0 y.',
    ],
    [{ spots, maps: [{ values: [1, 2] }] }, 'spotMap: map 0 must have one value per spot, 3; got 2.'],
    [
      { spots: { x: [0, 1, Number.NaN], y: [0, 0, 0] }, maps: [{ values: [1, 2, 3] }] },
      'spotMap: x of spot 2 must be a finite number; got NaN.',
    ],
    [
      { spots, maps: [{ values: [1, 2, Number.POSITIVE_INFINITY] }] },
      'spotMap: the value of spot 2 in map 0 must be finite or NaN; got Infinity.',
    ],
    [
      { spots, maps: [{ values: [1, 2, 3] }], opacity: 2 },
      'spotMap: opacity must be a finite number of at least 0 and at most 1; got 2.',
    ],
    [
      { spots, maps: [{ values: [1, 2, 3] }], diameter: 0 },
      'spotMap: diameter must be a finite number above 0; got 0.',
    ],
    [
      { spots, maps: [{ values: [1, 2, 3], colorMap: 'jet' as never }] },
      'spotMap: colorMap must be one of blueWhiteRed, inferno, magma, viridis, gray, or a function; got "jet".',
    ],
  ])('rejects invalid options (%#)', (options, message) => {
    expect(() => spotMap(options)).toThrow(message);
  });

  it('keeps long titles, captions, units and legends apart', () => {
    const word = fc.constantFrom(
      'Penk:',
      'WWWWWWWWWWWWWWWWWWWWWWWW',
      'rectified gradient,',
      'border mask',
      '.95',
      'ENSMUSG0000',
    );
    const label = fc.array(word, { maxLength: 9 }).map((words) => words.join(' '));
    const map = fc.tuple(
      label,
      label,
      label,
      fc.constantFrom('signed', 'magnitude', 'counts', 'minMax', 'labels'),
    );
    fc.assert(
      fc.property(
        fc.record({
          title: label,
          maps: fc.array(map, { minLength: 1, maxLength: 5 }),
          cellSize: fc.constantFrom(64, 140, 240),
          columns: fc.constantFrom(1, 3),
        }),
        ({ title, maps, cellSize, columns }) => {
          const svg = spotMap({
            title,
            spots,
            cellSize,
            columns,
            maps: maps.map(([name, caption, unit, kind]) =>
              kind === 'labels'
                ? { title: name, caption, labels: [unit, name, caption] }
                : { title: name, caption, unit, kind, values: [0, 3, Number.NaN] },
            ),
          });
          expectNoOverlap(svg);
        },
      ),
      { numRuns: 40 },
    );
  });
});
