import type { ActivationScope } from '../rules/activations.js';
import type { EpsilonOptions } from '../rules/lrp/epsilon-options.js';

/** Options of {@link epsilonLrp}. */
export interface EpsilonLrpOptions extends EpsilonOptions {
  /**
   * `layerwise` (default): relevance is redistributed at every layer, as the method is defined. `gradient`: the reference
   * implementation's form, x ⊙ gradient with each activation's derivative replaced by y / (z + ε sgn z). They differ
   * in where ε is added: at every linear layer, or only at the activations. As ε goes to 0, they become equal.
   */
  readonly form?: 'layerwise' | 'gradient' | undefined;
  /**
   * The activations to which the rule applies in the gradient form. Default `reference`, as in the reference implementation; `all` for
   * every elementwise activation.
   */
  readonly activations?: ActivationScope | undefined;
}
