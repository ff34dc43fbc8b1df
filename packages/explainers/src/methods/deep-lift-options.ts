import type { Baseline } from '../baselines/baseline.js';
import type { ActivationScope } from '../rules/activations.js';

/** Options of {@link deepLift}. */
export interface DeepLiftOptions {
  /**
   * The input from which differences are measured. Default 0. With `counterfactualBaseline`, each concept has its
   * own passes.
   */
  readonly baseline?: Baseline | undefined;
  /**
   * The reference implementation's variant: if the difference at an activation is at most 1e-5, the derivative at the midpoint is
   * used; for max pooling and other nonlinearities, the gradient is used. Its maps do not add up if there is max
   * pooling. Default false.
   */
  readonly midpoint?: boolean | undefined;
  /**
   * The activations to which the rule applies in the midpoint variant. Default `reference`, as in the reference implementation; `all` for
   * every elementwise activation.
   */
  readonly activations?: ActivationScope | undefined;
}
