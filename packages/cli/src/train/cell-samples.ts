import { type BatchNumbers, type Cells, cellBatches, cellMatrix } from '@csm/datasets';
import { cellValues } from '../inputs/counts/cell-inputs.js';
import type { CountValues } from '../inputs/data-options.js';
import type { VectorSamples } from './vector-samples.js';

/** What a training reads of cells. */
export interface CellSamplesOptions {
  readonly genes: readonly string[];
  readonly counts: CountValues;
  /** The technical batch of each cell, if batches are corrected for. */
  readonly batch?: BatchNumbers | undefined;
  readonly signal: AbortSignal;
}

/** Cells as samples of a training of vectors. Only a batch of them is dense at a time. */
export function cellSamples(
  cells: Cells,
  { genes, counts, batch, signal }: CellSamplesOptions,
): Pick<VectorSamples, 'batch' | 'batches' | 'read'> {
  const reading = { genes, values: cellValues(counts), signal };
  return {
    ...(batch && { batch }),
    batches: (rows, batchSize) =>
      cellBatches(cells, { ...reading, rows, batchSize, ...(batch && { batch: batch.numbers }) }),
    read: (rows) => cellMatrix(cells, { ...reading, rows }),
  };
}
