import type { ActivationScope } from '../rules/activations.js';

/** Options of {@link guidedBackprop}. */
export interface GuidedBackpropOptions {
  /**
   * The activations to which the rule applies. Default `relu`, as in the paper: g ↦ relu(g) · f′(z). With `reference` (as in the
   * reference implementation) and `all` (every elementwise activation) the derivative is replaced as well: g ↦ relu(g) where the
   * activation's input and output are above 0, otherwise 0.
   */
  readonly activations?: ActivationScope | undefined;
}
