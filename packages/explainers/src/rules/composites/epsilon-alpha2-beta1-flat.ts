import { checkOptions } from '@csm/base';
import { alphaBeta } from '../lrp/alpha-beta.js';
import { flat } from '../lrp/flat.js';
import { isConvolution, isFirst, isWeighted } from '../weighted-layers.js';
import type { CompositeOptions } from './composite-options.js';
import { described, type RelevanceRules, relevanceRules } from './relevance-rules.js';

/**
 * A preset of rules for {@link lrp}: the flat rule at the first layer (convolution or dense), the αβ-rule with α = 2, β = 1 at other convolutions and
 * the ε-rule at other dense layers and all other linear operations; see {@link relevanceRules} for the rest.
 *
 * For pictures: a first layer that is dense gives all its inputs the same relevance, so that the map is constant.
 *
 * Source: Kohlbrenner et al. 2020 (arXiv 1910.09840); zennit's `EpsilonAlpha2Beta1Flat`.
 *
 * @throws if ε is not above 0.
 * @category Backward rules
 */
export function epsilonAlpha2Beta1Flat(options: CompositeOptions = {}): RelevanceRules {
  checkOptions<CompositeOptions>('epsilonAlpha2Beta1Flat', options, { epsilon: true });
  return described(
    relevanceRules(
      [
        [isFirst(isWeighted), flat()],
        [isConvolution, alphaBeta({ alpha: 2 })],
      ],
      options,
    ),
    'ε-α2β1-flat',
  );
}
