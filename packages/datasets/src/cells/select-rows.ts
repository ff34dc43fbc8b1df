import type { CellRows } from './cells.js';

/** Copies the rows of some cells, in this order. The indices must be in range. */
export function selectRows({ indptr, genes, values }: CellRows, cells: ArrayLike<number>): CellRows {
  const kept = new Uint32Array(cells.length + 1);
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row]!;
    kept[row + 1] = kept[row]! + indptr[cell + 1]! - indptr[cell]!;
  }
  const rows: CellRows = {
    indptr: kept,
    genes: new Uint32Array(kept[cells.length]!),
    values: new Float32Array(kept[cells.length]!),
  };
  for (let row = 0; row < cells.length; row++) {
    const [start, end] = [indptr[cells[row]!]!, indptr[cells[row]! + 1]!];
    rows.genes.set(genes.subarray(start, end), kept[row]);
    rows.values.set(values.subarray(start, end), kept[row]);
  }
  return rows;
}
