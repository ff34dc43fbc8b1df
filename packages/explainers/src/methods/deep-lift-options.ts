import type { Baseline } from '../baselines/baseline.js';
import type { ActivationScope } from '../rules/activations.js';

/** Options of {@link deepLift}. */
export interface DeepLiftOptions {
  /** The input that differences are taken from. Default 0. With `counterfactualBaseline`, each concept has its own passes. */
  readonly baseline?: Baseline | undefined;
  /**
   * The reference implementation's variant: if the difference at an activation is at most 1e-5, the derivative at the midpoint is
   * used; max pooling and other nonlinearities have their gradient. Its maps do not add up if there is max pooling.
   * Default false.
   */
  readonly midpoint?: boolean | undefined;
  /** The activations that take the rule in the midpoint variant. Default `all`, as in the reference implementation. */
  readonly activations?: ActivationScope | undefined;
}
