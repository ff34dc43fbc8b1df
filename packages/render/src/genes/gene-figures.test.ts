import fc from 'fast-check';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { expectNoOverlap } from '../../test/no-overlap.js';
import { htmlReport } from '../report/html-report.js';
import { rasterize } from '../svg/rasterize.js';
import { geneBars } from './gene-bars.js';
import { geneHeatMap } from './gene-heat-map.js';
import { rankingTable } from './ranking-table.js';

const texts = (svg: string) => [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text!);
const genes = ['LYZ', 'CD3E', 'ACTB', 'MS4A1', 'CD79A'];
const monocytes = {
  concept: 'CD14 monocytes',
  genes,
  cells: 50,
  attribution: Float64Array.of(4, -2, 0, 1, -0.5),
  standardError: Float64Array.of(1, 0.5, 0, Number.NaN, 0.1),
  agreement: [1, 0.75, 0.5, 0.8, 0.9],
  q: [1e-4, 0.01, 1, 0.2, Number.NaN],
  specificity: { z: [5.25, -3, 0, Number.NaN, 0] },
};
const bCells = { concept: 'B cells', genes, attribution: [0.5, -1, 0, 3, 2] };

describe('geneBars', () => {
  const bars = (svg: string) =>
    [...svg.matchAll(/<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="12" fill="(#\w+)"/g)].map(
      ([, x, width, fill]) => ({ x: Number(x), width: Number(width), fill }),
    );

  it('draws the largest values above the smallest, with error bars of one standard error', () => {
    const svg = geneBars({ rankings: [monocytes], count: 2 });
    const shown = texts(svg).filter((text) => genes.includes(text));
    expect(shown).toEqual(['LYZ', 'MS4A1', 'CD79A', 'CD3E']);
    const [lyz, ms4a1, cd79a, cd3e] = bars(svg);
    expect([lyz, ms4a1, cd79a, cd3e].map((bar) => bar!.fill)).toEqual([
      ...['#b2182b', '#b2182b', '#2166ac', '#2166ac'],
    ]);
    // 4, 1, −0.5 and −2, all from zero.
    const zero = lyz!.x;
    const unit = lyz!.width / 4;
    expect(ms4a1!.width / unit).toBeCloseTo(1, 1);
    expect((cd3e!.x - zero) / unit).toBeCloseTo(-2, 1);
    expect((cd79a!.x - zero) / unit).toBeCloseTo(-0.5, 1);
    const errors = [...svg.matchAll(/<path d="M([\d.]+) [\d.]+H([\d.]+)M[^"]*" stroke="#111"/g)].map(
      ([, from, to]) => [(Number(from) - zero) / unit, (Number(to) - zero) / unit] as const,
    );
    // The standard error of MS4A1 is not known.
    for (const [i, [from, to]] of [
      [3, 5],
      [-0.6, -0.4],
      [-2.5, -1.5],
    ].entries()) {
      expect(errors[i]![0]).toBeCloseTo(from!, 1);
      expect(errors[i]![1]).toBeCloseTo(to!, 1);
    }
    expect(errors).toHaveLength(3);
    expect(texts(svg).slice(-3)).toEqual([
      ...['mean attribution, 50 cells', 'lines: ± standard error over cells', '4 of 5 genes'],
    ]);
  });

  it('draws donors as circles, and their standard error instead of that of cells', () => {
    const donorMeans = ndarray(Float64Array.of(3, 0, 0, 0, 0, 5, 0, 0, 0, 0, Number.NaN, 0, 0, 0, 0), [3, 5]);
    const donorStandardError = [0.25, 0, 0, 0, 0];
    const ranking = { ...monocytes, donors: 3, donorMeans, donorStandardError };
    const svg = geneBars({ rankings: [ranking], count: 1, negative: 0 });
    const [lyz] = bars(svg);
    const circles = [...svg.matchAll(/<circle cx="([\d.]+)"/g)].map(([, x]) => Number(x));
    const unit = lyz!.width / 4;
    // NaN: a donor without such cells.
    expect(circles.map((x) => Math.round((100 * (x - lyz!.x)) / unit) / 100)).toEqual([3, 5]);
    expect(texts(svg)).toContain('mean attribution, 50 cells, 3 donors');
    expect(texts(svg).join(' ')).toContain('lines: ± standard error over donors; circles: donors');
  });

  it('has no text over another, with any ranking', () => {
    const value = fc.double({ min: -1e4, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.string({ maxLength: 30 }), value, fc.double({ min: 0, max: 1e4, noNaN: true })),
          {
            minLength: 1,
            maxLength: 12,
          },
        ),
        fc.string({ maxLength: 40 }),
        fc.integer({ min: 160, max: 300 }),
        (list, text, cellSize) => {
          const attribution = list.map(([, at]) => at);
          const ranking = {
            concept: text,
            genes: list.map(([name]) => name),
            attribution,
            standardError: list.map(([, , error]) => error),
            donorMeans: ndarray(Float64Array.of(...attribution, ...attribution.map((at) => -at / 2)), [
              2,
              list.length,
            ]),
          };
          expectNoOverlap(geneBars({ title: text, rankings: [ranking, ranking], count: 3, cellSize }));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('draws a ranking without any value', async () => {
    const svg = geneBars({ rankings: [{ concept: 'nothing', genes, attribution: new Float64Array(5) }] });
    expect((await rasterize(svg)).length).toBeGreaterThan(1000);
  });

  it.each<[object, string]>([
    [{ rankings: [] }, 'geneBars: rankings must have at least one ranking; got none.'],
    [{ rankings: [3] }, 'geneBars: rankings[0] must be a ranking, { concept, genes, attribution }; got 3.'],
    [
      { rankings: [{ ...bCells, attribution: [1] }] },
      'geneBars: attribution of rankings[0] must have one number per gene, 5; got 1.',
    ],
    [
      { rankings: [{ ...bCells, q: [1] }] },
      'geneBars: q of rankings[0] must have one number per gene, 5; got 1.',
    ],
    [
      { rankings: [{ ...bCells, attribution: [1, 2, Number.NaN, 4, 5] }] },
      'geneBars: the attribution of "ACTB" in rankings[0] must be finite; got NaN.',
    ],
    [
      { rankings: [{ ...bCells, donorMeans: ndarray([1, 2], [2, 1]) }] },
      'geneBars: donorMeans of rankings[0] must have shape [donors, 5]; got [2, 1].',
    ],
    [{ count: 0 }, 'geneBars: count must be a whole number of at least 1; got 0.'],
    [{ counts: 1 }, 'geneBars: unknown option "counts"'],
  ])('rejects %j', (options, message) => {
    expect(() => geneBars({ rankings: [bCells], ...options } as never)).toThrow(message);
  });
});

describe('geneHeatMap', () => {
  const fills = (svg: string) => [...svg.matchAll(/fill="rgb\(([^)]*)\)"/g)].map((match) => match[1]);

  it('has the top genes of each ranking below each other, each once, coloured by the share of the largest value', () => {
    const svg = geneHeatMap({ rankings: [monocytes, bCells], count: 2 });
    expect(texts(svg).slice(0, 5)).toEqual(['CD14 monocytes', 'B cells', 'LYZ', 'MS4A1', 'CD79A']);
    // LYZ 4/4 and 0.5/3, MS4A1 1/4 and 3/3, CD79A −0.5/4 and 2/3; the ends of the map are dark red and dark blue.
    const found = fills(svg);
    expect(found).toHaveLength(6);
    expect([found[0], found[3]]).toEqual(['103 0 31', '103 0 31']);
    const [red, , blue] = found[4]!.split(' ').map(Number);
    expect(blue).toBeGreaterThan(red!);
    expectNoOverlap(svg);
  });

  it('compares the values themselves on request, and draws the genes that the caller asks for', () => {
    const options = { rankings: [monocytes, bCells], genes: ['CD3E', 'ACTB', 'LYZ'], relative: false };
    const svg = geneHeatMap(options);
    expect(texts(svg).slice(2, 5)).toEqual(['CD3E', 'ACTB', 'LYZ']);
    // LYZ is 4, the largest value; ACTB is 0 in both.
    expect(fills(svg).slice(2, 5)).toEqual(['255 255 255', '255 255 255', '103 0 31']);
    expect(fills(geneHeatMap({ ...options, limit: 2 }))[0]).toBe('5 48 97');
  });

  it('draws dots whose areas are shares', () => {
    const radii = (svg: string) =>
      [...svg.matchAll(/ r="([\d.]+)" fill="rgb/g)].map(([, radius]) => Number(radius) ** 2);
    const values = ndarray(Float64Array.of(1, 0.25, 0, 0, 0, 0, 0.5, 1, 0, 0), [5, 2]);
    const svg = geneHeatMap({
      rankings: [monocytes, bCells],
      count: 1,
      dots: { values, label: 'cells that express the gene' },
    });
    // LYZ, then MS4A1: 1, .25, .5, 1.
    const [a, b, c, d] = radii(svg);
    expect(b! / a!).toBeCloseTo(0.25, 2);
    expect(c! / a!).toBeCloseTo(0.5, 2);
    expect(d).toBe(a);
    expect(texts(svg)).toContain('area of a dot: cells that express the gene');
    expectNoOverlap(svg);
    const agreed = geneHeatMap({ rankings: [monocytes], genes: ['LYZ', 'ACTB'], dots: 'agreement' });
    expect(radii(agreed)[1]! / radii(agreed)[0]!).toBeCloseTo(0.5, 2);
  });

  it('has no text over another, with any ranking', () => {
    const value = fc.double({ min: -1e4, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ maxLength: 30 }), { minLength: 1, maxLength: 6 }),
        fc.array(fc.tuple(fc.string({ maxLength: 60 }), fc.array(value, { minLength: 6, maxLength: 6 })), {
          minLength: 1,
          maxLength: 5,
        }),
        fc.integer({ min: 14, max: 40 }),
        fc.boolean(),
        (names, list, cellSize, relative) => {
          const rankings = list.map(([concept, values]) => {
            return {
              concept,
              genes: names,
              attribution: values.slice(0, names.length),
              agreement: names.map(() => 0.5),
            };
          });
          const options = { title: list[0]![0], rankings, cellSize, relative };
          expectNoOverlap(geneHeatMap(options));
          expectNoOverlap(geneHeatMap({ ...options, dots: 'agreement' }));
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each<[object, string]>([
    [
      { rankings: [monocytes, { ...bCells, genes: [...genes.slice(0, 4), 'CD79B'] }] },
      'geneHeatMap: all rankings must have the same genes in the same order; rankings[0] has 5 genes, and rankings[1] has 5 with "CD79B" instead of "CD79A" at 4.',
    ],
    [{ genes: ['CD3'] }, 'geneHeatMap: gene "CD3" is not in the rankings; valid genes: LYZ'],
    [{ genes: [] }, 'geneHeatMap: genes must have at least one gene; got none.'],
    [
      { dots: 'agreement' },
      "geneHeatMap: dots 'agreement' needs the agreement of every ranking; rankings[0] has none.",
    ],
    [
      { dots: { values: ndarray([1], [1, 1]), label: 'x' } },
      'geneHeatMap: values of dots must have shape [5, 1]; got [1, 1].',
    ],
    [{ cellSize: 10 }, 'geneHeatMap: cellSize must be a whole number of at least 14; got 10.'],
  ])('rejects %j', (options, message) => {
    expect(() => geneHeatMap({ rankings: [bCells], ...options } as never)).toThrow(message);
  });
});

describe('rankingTable', () => {
  it('has one column for each number of the ranking, largest values first', () => {
    expect(rankingTable(monocytes, { count: 1, negative: 1 })).toEqual({
      kind: 'table',
      caption: 'CD14 monocytes: 2 of 5 genes',
      columns: [
        ...['gene', 'mean attribution', 'standard error over cells', 'agreement', 'q'],
        'z compared with random concepts',
      ],
      rows: [
        ['LYZ', 4, 1, '1', '< .001', '5.3'],
        ['CD3E', -2, 0.5, '.750', '.010', '−3.0'],
      ],
    });
  });

  it('leaves out columns that the ranking lacks, and is a block of a page', () => {
    const table = rankingTable(
      { ...bCells, donorStandardError: [1, 1, 1, 0.5, Number.NaN] },
      { unit: 'loading' },
    );
    expect(table.columns).toEqual(['gene', 'loading', 'standard error over donors']);
    expect(table.rows.map(([gene]) => gene)).toEqual(['MS4A1', 'CD79A', 'LYZ']);
    const section = { heading: 'Genes', blocks: [table] };
    const page = htmlReport({ title: 'Cells', lead: 'Genes of B cells.', sections: [section], settings: {} });
    expect(page).toContain('<th scope="row">MS4A1</th><td class="number">3</td>');
  });

  it('writes numbers that are not known as –', () => {
    expect(rankingTable(monocytes, { negative: 2 }).rows.map((row) => row.slice(4))).toEqual([
      ['< .001', '5.3'],
      ['.200', '–'],
      ['–', '0.0'],
      ['.010', '−3.0'],
    ]);
  });

  it.each<[unknown, object, string]>([
    [
      undefined,
      {},
      'rankingTable: ranking must be a ranking, { concept, genes, attribution }; got undefined.',
    ],
    [{ ...bCells, genes: [] }, {}, 'rankingTable: ranking must have at least one gene; got none.'],
    [bCells, { rows: 3 }, 'rankingTable: unknown option "rows"'],
  ])('rejects %j, %j', (ranking, options, message) => {
    expect(() => rankingTable(ranking as never, options)).toThrow(message);
  });
});
