import fc from 'fast-check';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { expectNoOverlap } from '../../test/no-overlap.js';
import { rasterize } from '../svg/rasterize.js';
import { featureBars } from './feature-bars.js';
import { signalMap } from './signal-map.js';

const texts = (svg: string) => [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
const bars = (svg: string) =>
  [...svg.matchAll(/<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="12" fill="(#\w+)"/g)].map(
    ([, x, width, fill]) => ({ x: Number(x), width: Number(width), fill }),
  );

describe('featureBars', () => {
  const names = ['Penk', 'Doc2g', 'Meg3', 'Nrgn'];

  it('draws the largest features of each row from zero, with sign, name and value', () => {
    const maps = ndarray(Float32Array.of(0.1, -2, 1, 0, 4, 3, 2, 1), [2, 4]);
    const rows = [0, 1].map((i) => ({ title: `cell ${i}`, values: maps.pick(i) }));
    const svg = featureBars({ names, rows, count: 2, unit: 'saliency' });
    const [first, second, third, fourth] = bars(svg);
    // −2 ends where 0 begins, 1 begins there and is half as long.
    expect([first?.fill, second?.fill, third?.fill, fourth?.fill]).toEqual([
      '#2166ac',
      '#b2182b',
      '#b2182b',
      '#b2182b',
    ]);
    expect(first!.x + first!.width).toBeCloseTo(second!.x, 1);
    expect(first!.width).toBeCloseTo(2 * second!.width, 1);
    expect(third!.x).toBe(fourth!.x);
    expect(fourth!.width).toBeCloseTo(0.75 * third!.width, 1);
    const found = texts(svg).filter((text) => /^[A-Z]|^[+]|cell|of/.test(text!));
    expect(found).toEqual([
      ...['cell 0', 'cell 1', 'Doc2g', 'Meg3', '+1'],
      '2 of 4 features, 97 % of the sum of |values|',
      ...['Penk', '+4', 'Doc2g', '+3', '2 of 4 features, 70 % of the sum of |values|'],
    ]);
  });

  it('names its quantity, and has no text over another', () => {
    expect(texts(featureBars({ names: ['a'], rows: [{ values: [1] }] }))).toContain('saliency');
    const value = fc.double({ min: -1e4, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ maxLength: 30 }), value), { minLength: 1, maxLength: 6 }),
        fc.string({ maxLength: 40 }),
        fc.integer({ min: 160, max: 300 }),
        (features, title, cellSize) => {
          const values = features.map(([, at]) => at);
          const rows = [{ title, values }, { values: values.map((at) => at / 2) }];
          expectNoOverlap(
            featureBars({ title, names: features.map(([name]) => name), rows, count: 4, cellSize }),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('draws all-zero rows, one scale for all rows, and long names', async () => {
    const long = ['a name that is much longer than the chart is wide, with <tags> & more', 'b'];
    const svg = featureBars({
      names: long,
      rows: [{ values: [0, 0] }, { values: [1, 2] }],
      limit: 4,
      cellSize: 160,
    });
    expect(
      bars(svg)
        .slice(0, 2)
        .map(({ width }) => width),
    ).toEqual([0, 0]);
    expect((await rasterize(svg)).length).toBeGreaterThan(1000);
  });

  it.each<[object, string]>([
    [{ rows: [] }, 'featureBars: rows must have at least one row; got none.'],
    [{ rows: [{ values: [1] }] }, 'featureBars: row 0 must have one value per name, 4; got 1.'],
    [
      { rows: [{ values: [1, Number.NaN, 2, 3] }] },
      'the values of row 0 must be finite; it holds NaN at index 1, channel 0.',
    ],
    [
      { rows: [{ values: ndarray([1], [1, 1, 1]) }] },
      'must be an ndarray [n] or [n, channels]; got shape [1,1,1]; select one of a batch',
    ],
    [{ rows: [{ values: [1, 2, 3, 4], label: 'x' }] }, 'unknown option "label"'],
    [{ rows: [{ values: [1, 2, 3, 4] }], count: 0 }, 'count must be a whole number of at least 1; got 0.'],
  ])('rejects %j', (options, message) => {
    expect(() => featureBars({ names, ...options } as never)).toThrow(message);
  });
});

describe('signalMap', () => {
  const wave = Float32Array.from({ length: 100 }, (_, i) => Math.sin(i / 8));

  it('draws one strip and one line per channel for every row, and axes', () => {
    const map = ndarray(
      Float32Array.from({ length: 200 }, (_, i) => (i % 2 ? 0.5 : 0.5)),
      [100, 2],
    );
    const signal = ndarray(Float32Array.of(...wave, ...wave), [2, 100]).transpose(1, 0);
    const svg = signalMap({
      title: 'ECG',
      rows: [{ title: 'two leads', map, signal }, { map: wave }],
      axis: [0, 0.01],
      axisLabel: 'time (s)',
      unit: 'saliency',
    });
    expect(svg.match(/stroke="#111111"|stroke="#777777"/g)).toHaveLength(3);
    // Two strips, and a colour bar under each.
    expect(svg.match(/<image /g)).toHaveLength(4);
    expect(texts(svg)).toEqual(
      expect.arrayContaining(['ECG', 'two leads', 'time (s)', 'saliency', '0.2', '0.8']),
    );
  });

  it('names its quantity, and has no text over another', () => {
    const value = fc.double({ min: -1e4, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 20 }),
        fc.string({ maxLength: 40 }),
        fc.constantFrom('signed' as const, 'magnitude' as const, 'minMax' as const),
        fc.integer({ min: 160, max: 500 }),
        (map, title, kind, width) => {
          const svg = signalMap({ title, rows: [{ title, map }, { map }], kind, width, axisLabel: title });
          expectNoOverlap(svg);
        },
      ),
      { numRuns: 60 },
    );
    expect(texts(signalMap({ rows: [{ map: wave }] }))).toContain('saliency');
  });

  it('marks runs of samples under the colours', () => {
    const [, path = ''] = /<path d="([^"]*)"[^>]*class="marks"/.exec(
      signalMap({ rows: [{ map: [1, 2, 3, 4], marks: [1, 0, 1, 1] }], width: 400 }),
    )!;
    // The strip is 400 pixels wide and starts at 60.
    expect(path.replaceAll(/ [\d.]+/g, '')).toBe('M60H160M260H460');
    expect(signalMap({ rows: [{ map: [1, 2], marks: [0, 0] }] })).not.toContain('marks');
    expect(() => signalMap({ rows: [{ map: [1, 2], marks: [1] }] })).toThrow(
      'signalMap: the marks of row 0 must be as many as the samples of its map, 2; got 1.',
    );
  });

  it('draws all-zero maps and single samples', async () => {
    const svg = signalMap({ rows: [{ map: [0, 0, 0], signal: [1, 2, 3] }, { map: [5] }], kind: 'magnitude' });
    expect((await rasterize(svg)).length).toBeGreaterThan(1000);
  });

  it.each<[object, string]>([
    [{ rows: [] }, 'signalMap: rows must have at least one row; got none.'],
    [
      { rows: [{ map: [1, 2], signal: [1] }] },
      'the signal of row 0 must have as many samples as its map, 2; got 1.',
    ],
    [
      { rows: [{ map: [1, Number.POSITIVE_INFINITY] }] },
      'the map of row 0 must be finite; it holds Infinity at index 1',
    ],
    [{ rows: [{ map: [] }] }, 'the map of row 0 must be a list of numbers or an ndarray [n]; got an array.'],
    [{ rows: [{ map: wave }], axis: [0, 0] }, 'axis must be [start, step] with a step above 0; got [0,0].'],
    [{ rows: [{ map: wave }], kind: 'both' }, "signalMap: kind must be 'signed', 'magnitude' or 'minMax'"],
  ])('rejects %j', (options, message) => {
    expect(() => signalMap(options as never)).toThrow(message);
  });
});
