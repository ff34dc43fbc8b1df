import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countsByGene } from '../spatial/counts-by-gene.js';
import { geneCounts, spotTotals } from '../spatial/gene-counts.js';
import type { SpatialCounts } from '../spatial/spatial-counts.js';
import { normaliseCounts } from './normalise-counts.js';

function counted(matrix: readonly (readonly number[])[]): SpatialCounts {
  const rows = matrix.map((row) => {
    const found = [...row.keys()].filter((gene) => row[gene] !== 0);
    return { genes: Uint32Array.from(found), values: Float32Array.from(found, (gene) => row[gene]!) };
  });
  const nowhere = new Float64Array(matrix.length).fill(Number.NaN);
  const genes = matrix[0]!.map((_, gene) => `g${gene}`);
  const spots = {
    names: matrix.map((_, cell) => `c${cell}`),
    x: nowhere,
    y: nowhere,
    layout: 'none',
  } as const;
  return { spots, genes, counts: countsByGene(rows, genes.length) };
}

const matrix = [
  [3, 0, 1],
  [0, 0, 0],
  [0, 5, 5],
  [20, 0, 0],
];

describe('normaliseCounts', () => {
  it('is ln(1 + 10,000 x / t)', () => {
    const normalised = normaliseCounts(counted(matrix));
    const log = (x: number, t: number) => Math.fround(Math.log(1 + (1e4 * x) / t));
    expect([...geneCounts(normalised, 'g0')]).toEqual([log(3, 4), 0, 0, log(20, 20)]);
    expect([...geneCounts(normalised, 'g2')]).toEqual([log(1, 4), 0, log(5, 10), 0]);
  });

  it('gives all cells with counts the same total, and keeps the argument', () => {
    const count = fc.nat({ max: 300 });
    const rows = fc.array(fc.tuple(count, count, count), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 100_000 }), (values, total) => {
        const counts = counted(values);
        const before = structuredClone(counts);
        const totals = spotTotals(normaliseCounts(counts, { total, log1p: false }));
        for (const [cell, row] of values.entries()) {
          const expected = row.some((value) => value > 0) ? total : 0;
          // Each of three values is rounded to float32.
          expect(Math.abs(totals[cell]! - expected)).toBeLessThanOrEqual(expected * 2 ** -23);
        }
        expect(counts).toEqual(before);
      }),
    );
  });

  it('scales to the median of the totals above 0', () => {
    const totals = spotTotals(normaliseCounts(counted(matrix), { total: 'median', log1p: false }));
    expect([...totals]).toEqual([10, 0, 10, 10]);
    const even = normaliseCounts(counted(matrix.slice(0, 3)), { total: 'median', log1p: false });
    expect([...spotTotals(even)]).toEqual([7, 0, 7]);
  });

  it('warns about values that are not whole numbers, and rejects wrong options', () => {
    const warnings: string[] = [];
    const once = normaliseCounts(counted(matrix));
    normaliseCounts(once, { onWarning: (text) => warnings.push(text) });
    expect(warnings).toEqual([expect.stringContaining('some values are not whole numbers')]);
    expect(() => normaliseCounts(once, { total: 0 })).toThrow(
      'total must be a finite number above 0; got 0.',
    );
    expect(() => normaliseCounts(once, { target: 1 } as never)).toThrow('unknown option "target"');
  });
});
