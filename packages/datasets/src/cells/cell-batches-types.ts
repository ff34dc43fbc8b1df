import type { NdArray } from 'ndarray';

/**
 * What the numbers of a batch are, for a count x of a cell with a total of t counts over *all* genes of the data:
 * `'counts'`: x; `'log1p'`: ln(1 + x), as scVI's encoder computes it; `'log1pCp10k'`: ln(1 + 10,000 x / t), as scanpy's
 * `normalize_total(target_sum=1e4)` followed by `log1p`; `'log1pCpm'`: ln(1 + 10⁶ x / t).
 */
export type CellValues = 'counts' | 'log1p' | 'log1pCp10k' | 'log1pCpm';

/** All {@link CellValues}. */
export const CELL_VALUES: readonly CellValues[] = ['counts', 'log1p', 'log1pCp10k', 'log1pCpm'];

/** The total to which the counts of a cell are scaled before the logarithm; undefined for values that are not scaled. */
export const SCALED_TOTALS: Readonly<Record<CellValues, number | undefined>> = {
  counts: undefined,
  log1p: undefined,
  log1pCp10k: 1e4,
  log1pCpm: 1e6,
};

/** Some cells, dense. */
export interface CellBatch {
  /** `[n, genes]`. The caller owns it. */
  readonly inputs: NdArray<Float32Array>;
  /** The index of each cell. */
  readonly cells: Uint32Array;
  /** The sum of the counts of each cell over all genes of the data: its library size. */
  readonly totals: Float64Array;
  /** The batch (technical covariate) of each cell, if it was asked for: a whole number from 0. */
  readonly batch?: Uint32Array | undefined;
}

/** Dense batches of cells, one at a time. It can be iterated again, and then reads again. */
export interface CellBatches extends AsyncIterable<CellBatch> {
  /** The number of cells. */
  readonly count: number;
  /** The genes of the columns, in this order. */
  readonly genes: readonly string[];
}
