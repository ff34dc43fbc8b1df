import type { Tensor } from '@tensorflow/tfjs-core';
import type { NdArray } from 'ndarray';

/** One draw of {@link gradientShap}: a number or an index per sample of the batch. */
export interface ShapDraw {
  /** The position on the path, from 0 to 1, `[batch]`. */
  readonly alpha: ArrayLike<number>;
  /** The index of the baseline, `[batch]`. */
  readonly baseline: ArrayLike<number>;
  /** Noise that is added to the inputs, of their shape `[batch, ...inputShape]`; taken over and disposed. Default: no noise. */
  readonly noise?: Tensor | undefined;
}

/** Options of {@link gradientShap}. */
export interface GradientShapOptions {
  /**
   * Baselines to draw from, `[m, ...inputShape]`: real samples give expected gradients. A tensor is borrowed and must
   * not be disposed while the explainer is used.
   */
  readonly baselines: NdArray | Tensor;
  /** Number of draws for each input. Default 32. */
  readonly samples?: number | undefined;
  /** Standard deviation of noise added to the inputs. Default 0. */
  readonly noise?: number | undefined;
  /** Seed of the draws. Default 0. */
  readonly seed?: number | undefined;
  /**
   * A function that returns your own draws instead of the seeded ones: called for draw k with the inputs
   * `[batch, ...inputShape]`, borrowed.
   */
  readonly draw?: ((k: number, inputs: Tensor) => ShapDraw) | undefined;
}
