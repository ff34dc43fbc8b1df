import ndarray from 'ndarray';
import { type CellBatch, type CellValues, SCALED_TOTALS } from './cell-batches-types.js';
import type { CellRows } from './cells.js';

/** How rows become dense. */
export interface DenseRows {
  /** `[genes of the data]`: the column of each gene, or −1 for a gene without a column. */
  readonly columnOf: Int32Array;
  /** The number of columns. */
  readonly width: number;
  readonly values: CellValues;
}

/** The rows as a dense array, and the total of each row over all genes. */
export function denseRows(
  rows: CellRows,
  { columnOf, width, values }: DenseRows,
): Pick<CellBatch, 'inputs' | 'totals'> {
  const count = rows.indptr.length - 1;
  const totals = new Float64Array(count);
  const dense = new Float32Array(count * width);
  const scaledTotal = SCALED_TOTALS[values];
  for (let row = 0; row < count; row++) {
    const [start, end] = [rows.indptr[row]!, rows.indptr[row + 1]!];
    let total = 0;
    for (let at = start; at < end; at++) total += rows.values[at]!;
    totals[row] = total;
    const factor = scaledTotal === undefined ? 1 : scaledTotal / total;
    for (let at = start; at < end; at++) {
      const column = columnOf[rows.genes[at]!]!;
      if (column < 0) continue;
      const value = rows.values[at]!;
      dense[row * width + column] = values === 'counts' ? value : Math.log1p(factor * value);
    }
  }
  return { inputs: ndarray(dense, [count, width]), totals };
}
