import type { ActivationScope } from '../rules/activations.js';

/** Options of {@link deconvnet}. */
export interface DeconvnetOptions {
  /** The activations that take the rule. Default `relu`, as in the paper; `all` as in the reference implementation. */
  readonly activations?: ActivationScope | undefined;
}
