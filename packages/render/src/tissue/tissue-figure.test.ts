import fc from 'fast-check';
import { decode } from 'fast-png';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { expectNoOverlap, parseSvg } from '../../test/no-overlap.js';
import { rasterize } from '../svg/rasterize.js';
import { tissueFigure } from './tissue-figure.js';
import type { TissueConcept, TissueFigureOptions } from './tissue-figure-options.js';

const picture = (values: number[]) => ndarray(values, [2, values.length / 2]);
const method = 'rectified gradient (percentile 95, border mask)';
const random = { map: picture([0, 1, 0, 2]), correlation: 0.95, vectors: 20 };
const concept = (marker: string, gene: string): TissueConcept => ({
  marker,
  gene,
  decoded: picture([0.1, 0.2, 0.3, 0.4]),
  counts: picture([0, 3, 1, 0]),
  maps: [{ method, map: picture([-2, 0, 2, 1]), random }],
});
const paper: TissueFigureOptions = {
  title: 'Olfactory bulb',
  concepts: [concept('Penk', 'Kcnh3'), concept('Doc2g', 'Gap43'), concept('Kctd12', 'Apod')],
};

const texts = (svg: string) => Array.from(parseSvg(svg).getElementsByTagName('text'), (e) => e.textContent);
/** The colours of the pictures, row by row, without those of the bars. */
function pictures(svg: string): string[][] {
  const images = Array.from(parseSvg(svg).getElementsByTagName('image')).filter(
    (e) => e.getAttribute('height') !== '10',
  );
  return images.map((image) => {
    const href = image.getAttribute('href')!;
    const { width, height, data } = decode(Buffer.from(href.slice(href.indexOf(',') + 1), 'base64'));
    return Array.from({ length: width * height }, (_, i) =>
      Array.from(data.slice(4 * i, 4 * i + 3), (byte) => byte.toString(16).padStart(2, '0')).join(''),
    );
  });
}

describe('tissueFigure', () => {
  it('draws the three by three pictures of the paper, row by row, and the control', () => {
    const svg = tissueFigure(paper);
    const images = pictures(svg);
    expect(images).toHaveLength(4 * 3);
    // matplotlib's viridis at 0, 1/3, 2/3 and 1.
    const [low, third, twoThirds, high] = ['440154', '31688e', '35b779', 'fde725'];
    expect(images[0]).toEqual([low, third, twoThirds, high]);
    expect(images[3]).toEqual([low, high, third, low]);
  });

  it('draws maps as renderMap does with the kind minMax: zero has no colour of its own', () => {
    const map = picture([-1, 0, 1, 3]);
    const one = { marker: 'a', gene: 'b', maps: [{ method, map }] };
    const [found] = pictures(tissueFigure({ concepts: [one] }));
    expect(found![0]).toBe('440154');
    expect(found![3]).toBe('fde725');
    expect(found![1]).not.toBe('440154');
  });

  it('draws maps with both signs symmetric about a white zero on request, and says so', () => {
    const map = picture([-1, 0, 0, 3]);
    const control = { ...random, map: picture([0, -1, 0, 0]) };
    const one = { marker: 'a', gene: 'b', maps: [{ method, map, kind: 'signed' as const, random: control }] };
    const svg = tissueFigure({ concepts: [one] });
    const [own, other] = pictures(svg);
    expect([own![1], own![3], other![0], other![1]]).toEqual(['ffffff', '67001f', 'ffffff', '053061']);
    expect(texts(svg).join(' ')).toContain(
      'maps in blue and red: 0 is white, and the ends are symmetric about it;',
    );
    expect(() =>
      tissueFigure({ concepts: [one, { ...one, maps: [{ method, map, random: control }] }] }),
    ).toThrow('every concept must have the same rows');
    const unknown = { ...one, maps: [{ method, map, kind: 'diverging' as never }] };
    expect(() => tissueFigure({ concepts: [unknown] })).toThrow('the kind of map 0 of concept 0 must be');
  });

  it('names marker, gene, method with its options, units and the control', () => {
    const svg = tissueFigure(paper);
    const found = texts(svg).join(' ');
    for (const name of [
      'Penk',
      'Doc2g',
      'Kctd12',
      'Kcnh3',
      'Gap43',
      'Apod',
      'decoder output',
      'counts',
      'saliency',
    ]) {
      expect(found).toContain(name);
    }
    expect(found).toContain('rectified gradient (percentile 95, border mask)');
    expect(found).toContain('The same map for a random concept vector');
    expect(found).toContain('mean correlation .95 with the maps of 20 random concept vectors');
    expect(found).toContain('maps after the clip to their 0.5 and 99.5 percentiles.');
    expect(texts(svg).filter((text) => text === 'counts')).toHaveLength(3);
  });

  it('draws counts as counts: whole numbers, or a unit that says what they are', () => {
    const shares = { marker: 'a', gene: 'b', counts: picture([0, 0.5, 1, 0]) };
    expect(() => tissueFigure({ concepts: [shares] })).toThrow(
      'tissueFigure: counts of concept 0 must be whole numbers of at least 0; got 0.5; pass raw counts, or a countsUnit such ' +
        "as 'share of the largest count'.",
    );
    const svg = tissueFigure({ concepts: [shares], countsUnit: 'share of the largest count' });
    expect(texts(svg)).toContain('share of the largest count');
    const few = texts(tissueFigure({ concepts: [{ ...shares, counts: picture([0, 1, 3, 0]) }] }));
    expect(few).toEqual(expect.arrayContaining(['0', '1', '2', '3']));
    expect(few.filter((text) => /\d\.\d/.test(text ?? ''))).toEqual([]);
  });

  it('takes any number of concepts and methods, and only the rows that are given', () => {
    const maps = [1, 2, 3].map((i) => ({ method: `method ${i}`, map: picture([i, 0, 1, 2]) }));
    const concepts = Array.from({ length: 5 }, (_, i) => ({ marker: `m${i}`, gene: `g${i}`, maps }));
    const svg = tissueFigure({ concepts });
    expect(pictures(svg)).toHaveLength(15);
    expect(texts(svg)).not.toContain('decoder output');
    expect(
      pictures(tissueFigure({ concepts: [{ marker: 'a', gene: 'b', counts: picture([1, 2]) }] })),
    ).toHaveLength(1);
  });

  it('reads [h, w, 1], sums the channels of maps, and draws constant pictures without a bar', () => {
    const map = ndarray([1, 1, 0, 0, 0, 0, 2, 2], [2, 2, 2]);
    const decoded = ndarray([0.2, 0.2, 0.2, 0.2], [2, 2, 1]);
    const svg = tissueFigure({
      concepts: [{ marker: 'a', gene: 'b', decoded, maps: [{ method: 'm', map }] }],
    });
    expect(texts(svg)).toContain('all values are 0.2 (decoder output)');
    const [flat, summed] = pictures(svg);
    expect(new Set(flat)).toEqual(new Set(['440154']));
    expect(summed).toEqual([expect.any(String), '440154', '440154', 'fde725']);
  });

  it('does not change what it is given, and a renderer accepts its figure', async () => {
    const dataOf = () =>
      paper.concepts.map(({ maps = [] }) =>
        maps.map(({ map }) => Array.from({ length: 4 }, (_, i) => map.get(i >> 1, i & 1))),
      );
    const before = dataOf();
    const png = await rasterize(tissueFigure(paper), { scale: 1 });
    expect(png.length).toBeGreaterThan(5000);
    expect(dataOf()).toEqual(before);
  });

  it('nothing overlaps or leaves the page', () => {
    expectNoOverlap(tissueFigure(paper));
    const word = fc.constantFrom(
      'Penk',
      'WWWWWWWWWWWWWWWWWWWWWWWW',
      'ENSMUSG00000045573',
      'a gene with a long name',
      'i',
    );
    const label = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(
        fc.record({
          title: label,
          names: fc.array(fc.tuple(label, label, label), { minLength: 1, maxLength: 4 }),
          methods: fc.array(label, { minLength: 0, maxLength: 3 }),
          cellSize: fc.constantFrom(96, 128, 192),
          control: fc.boolean(),
          size: fc.constantFrom(1e-9, 1, 12_345_678),
        }),
        ({ title, names, methods, cellSize, control, size }) => {
          const concepts = names.map(([marker, gene, caption]) => ({
            ...concept(marker, gene),
            caption,
            maps: methods.map((name) => ({
              method: name,
              map: picture([-size, size, 0, size / 3]),
              ...(control && { random }),
            })),
          }));
          expectNoOverlap(tissueFigure({ title, concepts, cellSize }));
        },
      ),
      { numRuns: 40 },
    );
  });

  const one = concept('Penk', 'Kcnh3');
  it.each<[string, unknown]>([
    ['expected { concepts: [{ marker, decoded, gene, counts, maps }] }; got undefined', undefined],
    ['concepts must hold at least one; got none', { concepts: [] }],
    ['unknown option "rows"', { concepts: [one], rows: 1 }],
    ['concept 0: unknown option "map"', { concepts: [{ ...one, map: 1 }] }],
    [
      'the marker of concept 0 must be a string; got undefined',
      { concepts: [{ ...one, marker: undefined }] },
    ],
    ['the gene of concept 0 must be a string; got an empty string', { concepts: [{ ...one, gene: '' }] }],
    ['concepts must have decoded, counts or maps', { concepts: [{ marker: 'a', gene: 'b' }] }],
    [
      'every concept must have the same rows; concept 0 has decoded, counts, map by "a"; concept 1 has decoded, counts, map by "b"',
      { concepts: ['a', 'b'].map((name) => ({ ...one, maps: [{ method: name, map: one.counts }] })) },
    ],
    ['concept 1 has none', { concepts: [one, { marker: 'a', gene: 'b' }] }],
    [
      'all pictures must have the same size; decoded of concept 0 has 2×2, counts of concept 0 has 2×3 (height×width)',
      { concepts: [{ ...one, counts: picture([1, 2, 3, 4, 5, 6]) }] },
    ],
    [
      'decoded of concept 0 must have 1 channel; got 2 (shape [2,2,2])',
      { concepts: [{ ...one, decoded: ndarray(new Array(8).fill(0), [2, 2, 2]) }] },
    ],
    [
      'the correlation of map 0 of concept 0 with random concepts must be a number from -1 to 1; got 95',
      { concepts: [{ ...one, maps: [{ method, map: one.counts, random: { ...random, correlation: 95 } }] }] },
    ],
    ['must be finite', { concepts: [{ ...one, decoded: picture([0, Number.NaN, 1, 1]) }] }],
    ['cellSize must be a whole number of at least 96; got 20', { concepts: [one], cellSize: 20 }],
  ])('rejects: %s', (message, options) => {
    expect(() => tissueFigure(options as never)).toThrow(message);
    expect(() => tissueFigure(options as never)).toThrow(/^tissueFigure\b.*\.$/s);
  });
});
