import { checkOptions } from '@csm/base';
import { zPlus } from '../lrp/z-plus.js';
import { isConvolution } from '../weighted-layers.js';
import type { CompositeOptions } from './composite-options.js';
import { described, type RelevanceRules, relevanceRules } from './relevance-rules.js';

/**
 * A preset of rules for {@link lrp}: the z⁺-rule at convolutions and the ε-rule at dense layers and all other linear operations; see
 * {@link relevanceRules} for the rest.
 *
 * Source: Kohlbrenner et al. 2020 (arXiv 1910.09840); zennit's `EpsilonPlus`.
 *
 * @throws if ε is not above 0.
 * @category Backward rules
 */
export function epsilonPlus(options: CompositeOptions = {}): RelevanceRules {
  checkOptions<CompositeOptions>('epsilonPlus', options, { epsilon: true });
  return described(relevanceRules([[isConvolution, zPlus()]], options), 'ε-plus');
}
