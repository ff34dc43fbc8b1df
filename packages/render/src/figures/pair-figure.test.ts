import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { expectNoOverlap, parseSvg } from '../../test/no-overlap.js';
import { overlay } from '../pictures/overlay.js';
import { pngDataUri } from '../pictures/png.js';
import { renderImage } from '../pictures/render-image.js';
import { pairFigure } from './pair-figure.js';

const pictureOf = (seed: number) =>
  ndarray(
    Float32Array.from({ length: 48 }, (_, i) => Math.abs(Math.sin(seed + 7.1 * i))),
    [4, 4, 3],
  );
/** The left and the right half of the first picture, the four rows of the second. */
const halves = ndarray(
  Int32Array.from({ length: 48 }, (_, at) => Math.floor((Math.floor(at / 3) % 4) / 2)),
  [4, 4, 3],
);
const stripes = ndarray(
  Int32Array.from({ length: 48 }, (_, at) => Math.floor(at / 12)),
  [4, 4, 3],
);
const map = ndarray(Float64Array.of(1, 2, -3, 0.5, 4, 0, 2, -1), [2, 4]);
const pair = { map, firstFeatures: halves, secondFeatures: stripes };
const [first, second] = [pictureOf(1), pictureOf(2)];

const pictures = (svg: string) =>
  [...parseSvg(svg).getElementsByTagName('image')]
    .filter((image) => image.getAttribute('height') !== '10')
    .map((image) => image.getAttribute('href'));
const texts = (svg: string) =>
  [...parseSvg(svg).getElementsByTagName('text')].map((text) => text.textContent).join(' ');

describe('pairFigure', () => {
  it('draws the sums over each picture, then the strongest features of the first with their pairs', () => {
    // By hand: row sums .5 and 5 over 24 numbers each; column sums 5, 2, −1, −.5 over 12 numbers each; three channels per pixel.
    const over = (picture: typeof first, value: (at: number) => number, limit: number) =>
      pngDataUri(
        overlay(
          picture,
          ndarray(
            Float64Array.from({ length: 48 }, (_, at) => value(at)),
            [4, 4, 3],
          ),
          {
            limit,
          },
        ),
      );
    const [rowSums, columnSums, strongest] = [
      [0.5, 5],
      [5, 2, -1, -0.5],
      [4, 0, 2, -1],
    ];
    const svg = pairFigure({ title: 'Hats', first, second, pair, rows: 1, names: ['a', 'b'] });
    expect(pictures(svg)).toEqual([
      over(first, (at) => rowSums[halves.data[at]!]! / 24, 15 / 12),
      over(second, (at) => columnSums[stripes.data[at]!]! / 12, 15 / 12),
      pngDataUri(renderImage(first)),
      over(second, (at) => strongest[stripes.data[at]!]! / 12, 1),
    ]);
    for (const text of ['Hats', 'a', 'b', 'all features', 'sum 5.5', 'feature 1', 'sum 5', 'more similar']) {
      expect(texts(svg)).toContain(text);
    }
    expect(texts(svg)).not.toContain('feature 0');
    expectNoOverlap(svg);
  });

  it('draws channels-first pictures, and no more rows than features', () => {
    const turned = {
      map,
      firstFeatures: halves.transpose(2, 0, 1),
      secondFeatures: stripes.transpose(2, 0, 1),
    };
    const svg = pairFigure({
      first: first.transpose(2, 0, 1),
      second: second.transpose(2, 0, 1),
      pair: turned,
      layout: 'channelsFirst',
    });
    expect(svg).toBe(pairFigure({ first, second, pair, rows: 2 }));
  });

  it('draws a map of zeros', () => {
    const zero = { ...pair, map: ndarray(new Float64Array(8), [2, 4]) };
    expect(texts(pairFigure({ first, second, pair: zero }))).toContain('sum 0');
  });

  it.each<[string, () => string]>([
    [
      'pairFigure: pair.firstFeatures must have the shape of the picture, [4,4,3]; got [4,4].',
      () =>
        pairFigure({ first, second, pair: { ...pair, firstFeatures: ndarray(new Int32Array(16), [4, 4]) } }),
    ],
    [
      'pairFigure: pair.secondFeatures must be whole numbers below 2, the number of its features in pair.map; got 2.',
      () => pairFigure({ first, second, pair: { ...pair, map: ndarray(new Float64Array(4), [2, 2]) } }),
    ],
    [
      'pairFigure: pair.map must have shape [features, features]; got [8].',
      () => pairFigure({ first, second, pair: { ...pair, map: ndarray(new Float64Array(8), [8]) } }),
    ],
    [
      'pairFigure: pair.map must be finite; it holds NaN.',
      () =>
        pairFigure({
          first,
          second,
          pair: { ...pair, map: ndarray(new Float64Array(8).fill(Number.NaN), [2, 4]) },
        }),
    ],
    ['pairFigure: unknown option "row"', () => pairFigure({ first, second, pair, row: 1 } as never)],
    ['pairFigure, pair.map: expected an ndarray', () => pairFigure({ first, second } as never)],
    ['pairFigure: rows must be', () => pairFigure({ first, second, pair, rows: -1 })],
    [
      'pairFigure: names must be two strings',
      () => pairFigure({ first, second, pair, names: ['a'] as never }),
    ],
  ])('rejects: %s', (message, draw) => {
    expect(draw).toThrow(message);
  });
});
