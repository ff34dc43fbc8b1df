import type { ActivationScope } from '../rules/activations.js';
import type { RectifiedOptions } from '../rules/rectified-gradient/rectified-options.js';

/** Options of {@link rectifiedGradient}: a percentile or a constant threshold. */
export interface RectifiedGradientOptions extends RectifiedOptions {
  /**
   * Whether the gradient's outermost frame is zeroed before every SAME convolution, as the reference implementation always does
   * against bright borders. Default false.
   */
  readonly borderMask?: boolean | undefined;
  /** How max pooling passes the gradient: to the winner (default), or `proportional` to all of a window (RectGrad-PRR). */
  readonly maxPooling?: 'winner' | 'proportional' | undefined;
  /** The activations that take the rule. Default `relu`, as in the paper; `all` as in the reference implementation. */
  readonly activations?: ActivationScope | undefined;
}
