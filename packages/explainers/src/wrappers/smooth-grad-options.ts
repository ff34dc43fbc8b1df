import type { Tensor } from '@tensorflow/tfjs-core';

/** Options of {@link smoothGrad}. */
export interface SmoothGradOptions {
  /** Number of noisy copies of each input. Default 50. */
  readonly samples?: number | undefined;
  /**
   * Standard deviation of the noise as a share of max − min of each sample (for a model with several inputs, of each input).
   * Default 0.1, the reference's.
   */
  readonly noise?: number | undefined;
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
