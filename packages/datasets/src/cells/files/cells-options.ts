import type { ReadAnnDataOptions } from '../../spatial/anndata/read-anndata-options.js';

/** Options of `openCells`. */
export interface OpenCellsOptions
  extends Pick<ReadAnnDataOptions, 'layer' | 'raw' | 'labels' | 'spatial' | 'arrays' | 'onWarning'> {
  /** Ends reading, also that of rows: after an abort, the file is closed. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of {@link readCells}. */
export interface ReadCellsOptions extends OpenCellsOptions {
  /** The name of the file in messages. Default: the name of the File, or `'the h5ad'`. */
  readonly name?: string | undefined;
}

/** The names of all {@link OpenCellsOptions}, for `checkOptions`. */
export const OPEN_CELLS_OPTIONS = {
  layer: true,
  raw: true,
  labels: true,
  spatial: true,
  arrays: true,
  onWarning: true,
  signal: true,
} as const;
