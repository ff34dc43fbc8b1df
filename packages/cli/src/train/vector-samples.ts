import type { BatchNumbers } from '@csm/datasets';
import type { NdArray } from 'ndarray';
import type { CountValues } from '../inputs/data-options.js';
import type { InputSet } from '../inputs/input-set.js';

/** Samples of one step of a training. */
export interface VectorBatch {
  /** `[samples, size]`. */
  readonly inputs: NdArray<Float32Array>;
  /** The number of the technical batch of each sample, if batches are corrected for. */
  readonly batch?: Uint32Array | undefined;
}

/** Samples of a training that are vectors: cells, or rows of a table or array. */
export interface VectorSamples extends Pick<InputSet, 'kind' | 'ids' | 'sources'> {
  /** The length of a vector. */
  readonly size: number;
  /** The names of its numbers. */
  readonly features?: readonly string[] | undefined;
  /** The values of genes; undefined for data that are not counts. */
  readonly counts?: CountValues | undefined;
  /** The technical batch of each sample, if batches are corrected for. */
  readonly batch?: BatchNumbers | undefined;
  /** Some samples in this order, in batches. */
  batches(rows: readonly number[], batchSize: number): AsyncIterable<VectorBatch>;
  /** Some samples in this order, `[rows.length, size]`. */
  read(rows: readonly number[]): Promise<NdArray<Float32Array>>;
}
