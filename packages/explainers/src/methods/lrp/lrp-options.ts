import type { RelevanceRules } from '../../rules/composites/relevance-rules.js';

/** Options of {@link lrp}. */
export interface LrpOptions {
  /**
   * The rule of each node: a preset ({@link epsilonPlus}, {@link epsilonPlusFlat}, {@link epsilonGammaBox},
   * {@link epsilonAlpha2Beta1Flat}), or rules of your own by `relevanceRules`. Default `epsilonPlus()`.
   */
  readonly rules?: RelevanceRules | undefined;
  /**
   * Whether a batch normalisation directly after a convolution or dense layer is one layer with it, see {@link mergeBatchNorm}. If not, it
   * passes relevance on. Default true.
   */
  readonly mergeBatchNorm?: boolean | undefined;
  /**
   * The relevance of the latent z. `contribution` (default): what each dimension contributes to the score, ∂s/∂z ⊙ z. `concept`: the concept
   * vector ∂s/∂z itself, whatever z; maps then do not add up to the score.
   */
  readonly start?: 'contribution' | 'concept' | undefined;
}
