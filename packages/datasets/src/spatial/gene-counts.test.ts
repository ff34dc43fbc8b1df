import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sparseCounts } from '../../test/counts-of-matrix.js';
import { geneCounts, geneTotals, spotTotals } from './gene-counts.js';
import type { SpatialCounts } from './spatial-counts.js';

/** Any small dense matrix, spots × genes. */
const anyMatrix = fc
  .record({ spots: fc.integer({ min: 1, max: 6 }), genes: fc.integer({ min: 1, max: 6 }) })
  .chain(({ spots, genes }) => {
    const count = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1000 }));
    const row = fc.array(count, { minLength: genes, maxLength: genes });
    return fc.array(row, { minLength: spots, maxLength: spots });
  });

function sparse(matrix: readonly (readonly number[])[]): SpatialCounts {
  const genes = matrix[0]!.map((_, gene) => `gene${gene}`);
  const places = Float64Array.from(matrix, (_, spot) => spot);
  const names = matrix.map((_, spot) => `${spot}x${spot}`);
  return { spots: { names, x: places, y: places }, genes, counts: sparseCounts(matrix) };
}

describe('countsByGene', () => {
  it('holds the matrix by column, and its sums', () => {
    fc.assert(
      fc.property(anyMatrix, (matrix) => {
        const counts = sparse(matrix);
        const column = (gene: number) => matrix.map((row) => row[gene]!);
        for (const [index, gene] of counts.genes.entries()) {
          expect(Array.from(geneCounts(counts, gene))).toEqual(column(index));
        }
        const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
        expect(Array.from(geneTotals(counts))).toEqual(counts.genes.map((_, gene) => sum(column(gene))));
        expect(Array.from(spotTotals(counts))).toEqual(matrix.map(sum));
      }),
    );
  });

  it('stores no zeros, and the spots of a gene in ascending order', () => {
    fc.assert(
      fc.property(anyMatrix, (matrix) => {
        const { indptr, spots, values } = sparse(matrix).counts;
        expect(values.every((value) => value > 0)).toBe(true);
        expect(values.length).toBe(matrix.flat().filter((count) => count !== 0).length);
        for (let gene = 0; gene + 1 < indptr.length; gene++) {
          const own = spots.slice(indptr[gene], indptr[gene + 1]);
          expect(own).toEqual(own.slice().sort());
        }
      }),
    );
  });
});

describe('geneCounts', () => {
  it('rejects an unknown gene', () => {
    expect(() => geneCounts(sparse([[1, 2]]), 'penk')).toThrow(
      /^geneCounts: unknown gene "penk"; valid genes: gene0, gene1\.$/,
    );
  });
});
