import { countsByGene } from '../src/spatial/counts-by-gene.js';
import type { SparseCounts, SpatialCounts } from '../src/spatial/spatial-counts.js';

/** Sparse counts of a dense matrix, cells × genes. */
export function sparseCounts(matrix: readonly (readonly number[])[]): SparseCounts {
  const rows = matrix.map((row) => {
    const found = [...row.keys()].filter((gene) => row[gene] !== 0);
    return { genes: Uint32Array.from(found), values: Float32Array.from(found, (gene) => row[gene]!) };
  });
  return countsByGene(rows, matrix[0]!.length);
}

/** Counts of cells without positions, from a dense matrix, cells × genes: `cell0`, `cell1` … and `gene0`, `gene1` … */
export function countsOfMatrix(matrix: readonly (readonly number[])[]): SpatialCounts {
  const nowhere = new Float64Array(matrix.length).fill(Number.NaN);
  const names = matrix.map((_, cell) => `cell${cell}`);
  return {
    spots: { names, x: nowhere, y: nowhere, layout: 'none' },
    genes: matrix[0]!.map((_, gene) => `gene${gene}`),
    counts: sparseCounts(matrix),
  };
}
