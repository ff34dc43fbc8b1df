import type { Progress } from '@csm/base';
import type { NdArray } from 'ndarray';
import type { Awaitable } from '../../encoders/encoder.js';

/**
 * A function of several numbers between 0 and 1: takes points `[m, dimensions]` and returns their m values. The array is only valid during the call.
 */
export type UnitCubeFunction = (points: NdArray<Float64Array>) => Awaitable<ArrayLike<number>>;

/** Options of {@link totalSobolIndices}. */
export interface TotalSobolOptions {
  /** Number of inputs of the function, d. */
  readonly dimensions: number;
  /**
   * Number of pairs of random points, N. The function is evaluated at N (d + 2) points, and the standard errors fall as
   * 1/√N. Default 256.
   */
  readonly pairs?: number | undefined;
  /** Number of points per call of the function. Default 1,024. */
  readonly batchSize?: number | undefined;
  /** Seed of the points. Default 0. */
  readonly seed?: number | undefined;
  /** Checked between calls of the function. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each call of the function, in points. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Total Sobol indices of a function. */
export interface TotalSobolIndices {
  /** Total index of each input, at least 0; estimates of large ones may exceed 1. All are 0 if the function is constant. */
  readonly total: Float64Array;
  /** Standard error of each index. */
  readonly standardErrors: Float64Array;
  /** V, the variance of the function. */
  readonly variance: number;
}
