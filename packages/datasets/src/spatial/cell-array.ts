import type { NdArray } from 'ndarray';

/** An array of `obsm`: k numbers per cell, such as the counts of k surface proteins. */
export interface CellArray {
  /** `[cells, k]`. */
  readonly values: NdArray<Float32Array | Float64Array>;
  /** The names of the k columns, if the file states them. */
  readonly names?: readonly string[] | undefined;
}
