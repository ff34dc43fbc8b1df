import type { Tensor } from '@tensorflow/tfjs-core';
import type { RangeOf } from '../attribution/input-ranges.js';

/** Options of {@link smoothGrad}. */
export interface SmoothGradOptions {
  /** Number of noisy copies of each input. Default 50. */
  readonly samples?: number | undefined;
  /** Standard deviation of the noise, as a share of a range of the inputs, max − min; see `rangeOf`. Default 0.1. */
  readonly noise?: number | undefined;
  /**
   * The range of which `noise` is a share: `sample` (default), that of each sample, so that its map does not depend on the other
   * inputs; `inputs`, one range of all inputs that are passed to `explain`, whatever the batch size, as in the reference
   * implementation. For a model with several inputs, each of them has its own range.
   */
  readonly rangeOf?: RangeOf | undefined;
  /** `mean` (SmoothGrad, default), `squared` (SmoothGrad², the mean of squares) or `variance` (VarGrad). */
  readonly aggregate?: 'mean' | 'squared' | 'variance' | undefined;
  /** Seed of the noise. Default 0. */
  readonly seed?: number | undefined;
  /**
   * A function that returns your own noise instead of the seeded noise: for draw k, a float32 tensor that is added to
   * the inputs, of their shape `[batch, ...inputShape]`; taken over and disposed. The inputs are borrowed.
   */
  readonly draw?: ((k: number, inputs: Tensor) => Tensor) | undefined;
}
