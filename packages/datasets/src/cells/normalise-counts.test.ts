import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countsOfMatrix } from '../../test/counts-of-matrix.js';
import { geneCounts, spotTotals } from '../spatial/gene-counts.js';
import { normaliseCounts } from './normalise-counts.js';

const matrix = [
  [3, 0, 1],
  [0, 0, 0],
  [0, 5, 5],
  [20, 0, 0],
];

describe('normaliseCounts', () => {
  it('is ln(1 + 10,000 x / t)', () => {
    const normalised = normaliseCounts(countsOfMatrix(matrix));
    const log = (x: number, t: number) => Math.fround(Math.log(1 + (1e4 * x) / t));
    expect([...geneCounts(normalised, 'gene0')]).toEqual([log(3, 4), 0, 0, log(20, 20)]);
    expect([...geneCounts(normalised, 'gene2')]).toEqual([log(1, 4), 0, log(5, 10), 0]);
  });

  it('gives all cells with counts the same total, and keeps the argument', () => {
    const count = fc.nat({ max: 300 });
    const rows = fc.array(fc.tuple(count, count, count), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 100_000 }), (values, total) => {
        const counts = countsOfMatrix(values);
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
    const totals = spotTotals(normaliseCounts(countsOfMatrix(matrix), { total: 'median', log1p: false }));
    expect([...totals]).toEqual([10, 0, 10, 10]);
    const even = normaliseCounts(countsOfMatrix(matrix.slice(0, 3)), { total: 'median', log1p: false });
    expect([...spotTotals(even)]).toEqual([7, 0, 7]);
  });

  it('warns about values that are not whole numbers, and rejects wrong options', () => {
    const warnings: string[] = [];
    const once = normaliseCounts(countsOfMatrix(matrix));
    normaliseCounts(once, { onWarning: (text) => warnings.push(text) });
    expect(warnings).toEqual([expect.stringContaining('some values are not whole numbers')]);
    expect(() => normaliseCounts(once, { total: 0 })).toThrow(
      'total must be a finite number above 0; got 0.',
    );
    expect(() => normaliseCounts(once, { target: 1 } as never)).toThrow('unknown option "target"');
  });
});
