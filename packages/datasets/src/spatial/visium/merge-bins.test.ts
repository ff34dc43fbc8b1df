import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sparseCounts } from '../../../test/counts-of-matrix.js';
import { tissueCounts } from '../../../test/spatial-files.js';
import { geneCounts } from '../gene-counts.js';
import type { SpatialCounts } from '../spatial-counts.js';
import { mergeBins } from './merge-bins.js';

/** Bins at places of a grid, with counts `[bins][genes]`. */
function binsOf(places: readonly (readonly [row: number, col: number])[], counts: number[][]): SpatialCounts {
  const pixels = {
    x: Float64Array.from(places, ([, col]) => 10 * col + 3),
    y: Float64Array.from(places, ([row]) => 10 * row + 1),
  };
  const genes = ['a', 'b', 'c'];
  return {
    spots: {
      names: places.map(([row, col]) => `s_016um_${row}_${col}-1`),
      ...{ ...pixels, layout: 'free', pixels, diameter: 10 },
      columns: {
        in_tissue: places.map(([row]) => row > 0),
        array_row: Float64Array.from(places, ([row]) => row),
        array_col: Float64Array.from(places, ([, col]) => col),
      },
    },
    genes,
    counts: sparseCounts(counts),
  };
}

describe('mergeBins', () => {
  it('sums the counts of the bins of a square, and keeps places, tissue and diameter', () => {
    const places = [
      [0, 0],
      [0, 1],
      [1, 0],
      [2, 5],
      [3, 4],
    ] as const;
    const tissue = binsOf(places, [
      [1, 0, 2],
      [0, 0, 3],
      [4, 0, 0],
      [5, 1, 0],
      [0, 1, 0],
    ]);
    const merged = mergeBins(tissue, { by: 2 });
    expect(merged.spots).toEqual({
      names: ['0_0', '1_2'],
      x: Float64Array.of(19 / 3, 48),
      y: Float64Array.of(13 / 3, 26),
      layout: 'free',
      pixels: { x: Float64Array.of(19 / 3, 48), y: Float64Array.of(13 / 3, 26) },
      diameter: 20,
      columns: {
        in_tissue: [true, true],
        array_row: Float64Array.of(0, 1),
        array_col: Float64Array.of(0, 2),
      },
    });
    const of = (gene: string) => Array.from(geneCounts(merged, gene));
    expect([of('a'), of('b'), of('c')]).toEqual([
      [5, 5],
      [0, 2],
      [5, 0],
    ]);
  });

  it('keeps the sum of every gene, for any bins', () => {
    const place = fc.tuple(fc.nat(9), fc.nat(9));
    const bin = fc.record({ place, counts: fc.array(fc.nat(5), { minLength: 3, maxLength: 3 }) });
    const bins = fc.uniqueArray(bin, { selector: ({ place: at }) => at.join(), minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(bins, fc.integer({ min: 2, max: 6 }), (all, by) => {
        const tissue = binsOf(
          all.map((each) => each.place),
          all.map(({ counts }) => counts),
        );
        const merged = mergeBins(tissue, { by });
        for (const [gene, name] of tissue.genes.entries()) {
          const expected = new Map<string, number>();
          for (const {
            place: [row, col],
            counts,
          } of all) {
            const key = `${Math.floor(row / by)}_${Math.floor(col / by)}`;
            expected.set(key, (expected.get(key) ?? 0) + counts[gene]!);
          }
          const found = geneCounts(merged, name);
          expect(Object.fromEntries(merged.spots.names.map((key, i) => [key, found[i]]))).toEqual(
            Object.fromEntries(expected),
          );
        }
        expect(merged.counts.values.every((value) => value > 0)).toBe(true);
      }),
    );
  });

  it('needs bins', () => {
    expect(() => mergeBins(tissueCounts(), { by: 2 })).toThrow(/^mergeBins: expected bins of Visium HD/);
    expect(() => mergeBins(tissueCounts(), { by: 1 })).toThrow(/^mergeBins: by must be/);
  });
});
