import type { ActivationScope } from '../rules/activations.js';

/** Options of {@link deconvnet}. */
export interface DeconvnetOptions {
  /**
   * The activations to which the rule applies. Default `relu`, as in the paper; `all` as in the reference
   * implementation.
   */
  readonly activations?: ActivationScope | undefined;
}
