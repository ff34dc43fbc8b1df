import type { ActivationScope } from '../rules/activations.js';

/** Options of {@link guidedBackprop}. */
export interface GuidedBackpropOptions {
  /** The activations that take the rule. Default `relu`, as in the paper; `all` as in the reference implementation. */
  readonly activations?: ActivationScope | undefined;
}
