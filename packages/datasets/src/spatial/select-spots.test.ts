import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tissueCounts } from '../../test/spatial-files.js';
import { syntheticBulb } from '../synthetic/synthetic-bulb.js';
import { geneCounts } from './gene-counts.js';
import { selectSpots } from './select-spots.js';
import type { SpatialCounts } from './spatial-counts.js';

describe('selectSpots', () => {
  it('selects as on a dense matrix, in the given order, and does not change its argument', () => {
    const bulb = syntheticBulb({ genes: 12, seed: 1, spots: 40 });
    const before = structuredClone(bulb.counts);
    const some = fc.uniqueArray(fc.nat({ max: bulb.spots.names.length - 1 }), { minLength: 1 });
    fc.assert(
      fc.property(some, (rows) => {
        const part = selectSpots(bulb, rows);
        expect(part.spots.names).toEqual(rows.map((row) => bulb.spots.names[row]));
        expect(Array.from(part.spots.y)).toEqual(rows.map((row) => bulb.spots.y[row]));
        for (const gene of bulb.genes) {
          const all = geneCounts(bulb, gene);
          expect(Array.from(geneCounts(part, gene))).toEqual(rows.map((row) => all[row]));
        }
        const { indptr, spots, values } = part.counts;
        expect(values.every((value) => value !== 0)).toBe(true);
        for (let gene = 0; gene + 1 < indptr.length; gene++) {
          for (let at = indptr[gene]! + 1; at < indptr[gene + 1]!; at++) {
            expect(spots[at]).toBeGreaterThan(spots[at - 1]!);
          }
        }
      }),
      { numRuns: 30 },
    );
    expect(bulb.counts).toEqual(before);
  });

  it('keeps all values of the selected spots, and everything that is not per spot', () => {
    const tissue: SpatialCounts = tissueCounts();
    const labels = tissue.spots.names.map((_, spot) => (spot % 2 ? 'a' : null));
    const rows = [5, 0];
    const { spots, ...rest } = selectSpots({ ...tissue, spots: { ...tissue.spots, labels } }, rows);
    expect(spots.labels).toEqual(['a', null]);
    expect(spots.layout).toBe('hexagonal');
    expect(spots.diameter).toBe(tissue.spots.diameter);
    expect(Array.from(spots.pixels!.x)).toEqual(rows.map((row) => tissue.spots.pixels!.x[row]));
    expect(Object.keys(spots.columns!)).toEqual(Object.keys(tissue.spots.columns!));
    expect(spots.columns!.array_row).toBeInstanceOf(Float64Array);
    expect(Array.from(spots.columns!.array_row as Float64Array)).toEqual(
      rows.map((row) => (tissue.spots.columns!.array_row as Float64Array)[row]),
    );
    expect(rest.genes).toEqual(tissue.genes);
    expect(rest.geneIds).toEqual(tissue.geneIds);
  });

  it('rejects an empty list, indices out of range, and duplicates', () => {
    const tissue = tissueCounts();
    const count = tissue.spots.names.length;
    expect(() => selectSpots(tissue, [])).toThrow(
      'selectSpots: rows must have at least one index; got an empty array.',
    );
    for (const bad of [-1, count, 0.5, Number.NaN]) {
      expect(() => selectSpots(tissue, [0, bad])).toThrow(/selectSpots: .*rows\[1\]/);
    }
    expect(() => selectSpots(tissue, [3, 3])).toThrow(
      `selectSpots: rows[1] is a duplicate of rows[0], spot "${tissue.spots.names[3]}"; pass it once.`,
    );
    expect(() => selectSpots({} as SpatialCounts, [0])).toThrow('selectSpots: expected SpatialCounts');
  });
});
