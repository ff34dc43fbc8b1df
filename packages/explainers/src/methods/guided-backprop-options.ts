import type { ActivationScope } from '../rules/activations.js';

/** Options of {@link guidedBackprop}. */
export interface GuidedBackpropOptions {
  /**
   * The activations to which the rule applies. Default `relu`, as in the paper; `all` as in the reference
   * implementation.
   */
  readonly activations?: ActivationScope | undefined;
}
