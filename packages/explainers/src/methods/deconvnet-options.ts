import type { ActivationScope } from '../rules/activations.js';

/** Options of {@link deconvnet}. */
export interface DeconvnetOptions {
  /**
   * The activations to which the rule applies. Default `relu`, as in the paper; `reference` as in the reference implementation;
   * `all` for every elementwise activation. The rule g ↦ relu(g) replaces the derivative of each of them.
   */
  readonly activations?: ActivationScope | undefined;
}
