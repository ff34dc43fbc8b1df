import { checkRequiredOptions } from '@csm/base';
import { gamma } from '../lrp/gamma.js';
import { type BoxLimit, zBox } from '../lrp/z-box.js';
import { isConvolution, isFirst } from '../weighted-layers.js';
import type { CompositeOptions } from './composite-options.js';
import { described, type RelevanceRules, relevanceRules } from './relevance-rules.js';

/** Options of {@link epsilonGammaBox}. */
export interface EpsilonGammaBoxOptions extends CompositeOptions {
  /** The smallest values of the first convolution's inputs: a number, or one for each channel; see {@link zBox}. */
  readonly low: BoxLimit;
  /** The largest values of the first convolution's inputs. */
  readonly high: BoxLimit;
  /** γ of the other convolutions, at least 0. Default 0.25. */
  readonly gamma?: number | undefined;
}

/**
 * A preset of rules for {@link lrp}: the zᴮ-rule at the first convolution, the γ-rule at other convolutions and the ε-rule at
 * dense layers and all other linear operations; see {@link relevanceRules} for the rest. Without a convolution, it is the ε-rule throughout.
 *
 * Source: Montavon et al. 2019 (doi 10.1007/978-3-030-28954-6_10); zennit's `EpsilonGammaBox`.
 *
 * @throws if the limits are not those of {@link zBox}, γ is below 0, or ε is not above 0.
 * @category Backward rules
 */
export function epsilonGammaBox(options: EpsilonGammaBoxOptions): RelevanceRules {
  checkRequiredOptions<EpsilonGammaBoxOptions>('epsilonGammaBox', options, {
    low: true,
    high: true,
    gamma: true,
    epsilon: true,
  });
  const { low, high, gamma: factor, epsilon } = options;
  return described(
    relevanceRules(
      [
        [isFirst(isConvolution), zBox({ low, high })],
        [isConvolution, gamma({ gamma: factor })],
      ],
      { epsilon },
    ),
    'ε-γ-box',
  );
}
