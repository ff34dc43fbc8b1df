import type { ActivationScope } from '../rules/activations.js';
import type { RectifiedOptions } from '../rules/rectified-gradient/rectified-options.js';

/** Options of {@link rectifiedGradient}: a percentile or a constant threshold. */
export interface RectifiedGradientOptions extends RectifiedOptions {
  /**
   * Whether the gradient's outermost frame is zeroed before every SAME convolution, as the reference implementation
   * always does to avoid bright borders. Default false.
   */
  readonly borderMask?: boolean | undefined;
  /**
   * How max pooling passes the gradient: to the winner (default), or in proportion to all cells of a window
   * (`proportional`, RectGrad-PRR).
   */
  readonly maxPooling?: 'winner' | 'proportional' | undefined;
  /**
   * The activations to which the rule applies. Default `relu`, as in the paper; `all` as in the reference
   * implementation.
   */
  readonly activations?: ActivationScope | undefined;
}
