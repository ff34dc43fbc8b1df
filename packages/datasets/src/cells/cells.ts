import type { Spots } from '../spatial/spatial-counts.js';

/** Some rows of a matrix of cells × genes, as a compressed sparse row matrix. */
export interface CellRows {
  /** rows + 1 numbers: row r owns the entries from indptr[r] to indptr[r + 1] of `genes` and `values`. */
  readonly indptr: Uint32Array;
  /** The gene of every entry, ascending within a row. */
  readonly genes: Uint32Array;
  /** The count of every entry, never 0. */
  readonly values: Float32Array;
}

/**
 * Counts of single cells, or of spots of a tissue: one row per cell, one column per gene. Rows are read on demand, so the
 * matrix can be larger than memory. `openCells` of `@csm/datasets/node` opens a file, {@link cellsOf} counts that are in memory.
 */
export interface Cells {
  /** Names, the columns of `obs`, and positions if there are any: cells without positions have the layout `'none'`. */
  readonly spots: Spots;
  /** The names of the genes, unique. */
  readonly genes: readonly string[];
  readonly geneIds?: readonly string[] | undefined;
  /** The counts of these cells, in this order. */
  rows(cells: ArrayLike<number>, options?: { readonly signal?: AbortSignal | undefined }): Promise<CellRows>;
  /** Closes the file. Counts in memory have nothing to close. */
  close(): Promise<void>;
}
