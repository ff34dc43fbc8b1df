import type { CellValues } from './cell-batches-types.js';

/** Which cells, genes and numbers are read. */
export interface CellMatrixOptions {
  /** The indices of the cells, in this order. Default: all cells. */
  readonly rows?: ArrayLike<number> | undefined;
  /**
   * The genes of the columns, in this order: those of the encoder. A name that is not a gene's name may be its id (`geneIds`).
   * Default: all genes of the data.
   */
  readonly genes?: readonly string[] | undefined;
  /** `'error'`: genes that the data lack are an error; `'zero'`: their counts are 0, with a warning. Default `'error'`. */
  readonly missingGenes?: 'error' | 'zero' | undefined;
  /** What the numbers are. Default `'counts'`. */
  readonly values?: CellValues | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with a message about genes that the data lack. Default `console.warn`. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** Options of {@link cellBatches}. */
export interface CellBatchesOptions extends CellMatrixOptions {
  /** The number of cells of a batch; the last one has the rest. Default 256. */
  readonly batchSize?: number | undefined;
  /** `[cells]`: the batch (technical covariate) of each cell of the data, a whole number from 0. Default: none. */
  readonly batch?: ArrayLike<number> | undefined;
}

/** The names of all {@link CellMatrixOptions}, for `checkOptions`. */
export const CELL_MATRIX_OPTIONS = {
  rows: true,
  genes: true,
  missingGenes: true,
  values: true,
  signal: true,
  onWarning: true,
} as const;
