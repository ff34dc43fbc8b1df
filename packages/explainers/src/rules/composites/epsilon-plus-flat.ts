import { checkOptions } from '@csm/base';
import { flat } from '../lrp/flat.js';
import { zPlus } from '../lrp/z-plus.js';
import { isConvolution, isFirst, isWeighted } from '../weighted-layers.js';
import type { CompositeOptions } from './composite-options.js';
import { described, type RelevanceRules, relevanceRules } from './relevance-rules.js';

/**
 * A preset of rules for {@link lrp}: the flat rule at the first layer (convolution or dense), the z⁺-rule at other convolutions and the ε-rule at
 * other dense layers and all other linear operations; see {@link relevanceRules} for the rest.
 *
 * For pictures: a first layer that is dense gives all its inputs the same relevance, so that the map is constant; use {@link epsilonPlus} for vectors.
 *
 * Source: Kohlbrenner et al. 2020 (arXiv 1910.09840); zennit's `EpsilonPlusFlat`.
 *
 * @throws if ε is not above 0.
 * @category Backward rules
 */
export function epsilonPlusFlat(options: CompositeOptions = {}): RelevanceRules {
  checkOptions<CompositeOptions>('epsilonPlusFlat', options, { epsilon: true });
  return described(
    relevanceRules(
      [
        [isFirst(isWeighted), flat()],
        [isConvolution, zPlus()],
      ],
      options,
    ),
    'ε-plus-flat',
  );
}
