import type { ActivationScope } from '../rules/activations.js';
import type { RectifiedOptions } from '../rules/rectified-gradient/rectified-options.js';

/** Options of {@link rectifiedGradient}: a percentile or a constant threshold. */
export interface RectifiedGradientOptions extends RectifiedOptions {
  /**
   * Whether the gradient's outermost frame is zeroed before every SAME convolution, as the reference implementation
   * always does to avoid bright borders. In layers of 4 × 4 it removes 12 of 16 positions and then decides where maps lie: a
   * warning names the layer. Default false.
   */
  readonly borderMask?: boolean | undefined;
  /**
   * How max pooling passes the gradient: to the winner (default), or in proportion to all cells of a window
   * (`proportional`, RectGrad-PRR).
   */
  readonly maxPooling?: 'winner' | 'proportional' | undefined;
  /**
   * The activations to which the rule applies. Default `relu`, as in the paper; `reference` as in the reference implementation;
   * `all` for every elementwise activation. The rule g ↦ g · [a · g > τ] replaces the derivative of each of them, with a the
   * activation's output: where a is negative, as a leaky ReLU's may be, negative gradients are important.
   */
  readonly activations?: ActivationScope | undefined;
}
