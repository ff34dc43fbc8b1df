import type { SparseCounts } from '../spatial/spatial-counts.js';
import type { CellRows } from './cells.js';

/** Sorts counts by cell: a counting sort, linear in the number of counts. The genes of a cell stay in ascending order. */
export function rowsOfCounts({ indptr, spots, values }: SparseCounts, cellCount: number): CellRows {
  const rows: CellRows = {
    indptr: new Uint32Array(cellCount + 1),
    genes: new Uint32Array(spots.length),
    values: new Float32Array(spots.length),
  };
  for (const cell of spots) rows.indptr[cell + 1]!++;
  for (let cell = 0; cell < cellCount; cell++) rows.indptr[cell + 1]! += rows.indptr[cell]!;
  const next = rows.indptr.slice(0, cellCount);
  for (let gene = 0; gene + 1 < indptr.length; gene++) {
    for (let at = indptr[gene]!; at < indptr[gene + 1]!; at++) {
      const to = next[spots[at]!]!++;
      rows.genes[to] = gene;
      rows.values[to] = values[at]!;
    }
  }
  return rows;
}
