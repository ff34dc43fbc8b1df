import type { IndexPrecision } from './percentile.js';

/** The quantity that rectified gradient compares with the threshold: a · g, output times arriving gradient, or its magnitude. */
export type Importance = 'signed' | 'magnitude';

/** Whether the gradient passes a ReLU that was not active if the threshold is negative. */
export type DeadUnits = 'masked' | 'passed';

/** Options of {@link rectified}: a percentile or a constant threshold. */
export interface RectifiedOptions {
  /**
   * Percentile, from 0 to 100 (95, not 0.95), of a · g over the node's features, which is the threshold of each
   * sample. Default 95.
   */
  readonly percentile?: number | undefined;
  /** One threshold for all nodes, instead of a percentile. */
  readonly threshold?: number | undefined;
  /** `magnitude` thresholds |a · g|, so that strong negative evidence passes too. Default `signed`, as in the paper. */
  readonly importance?: Importance | undefined;
  /**
   * Whether ReLUs that were not active block the gradient. Their a · g is 0, so with a threshold below 0 (low percentiles) the
   * published rule lets them pass, as Deconvnet does; `passed` reproduces that. Default `masked`.
   */
  readonly deadUnits?: DeadUnits | undefined;
  /**
   * The arithmetic with which the percentile's index is computed; `float32` reproduces TensorFlow before 1.13.
   * Default `float64`.
   */
  readonly indexPrecision?: IndexPrecision | undefined;
}
