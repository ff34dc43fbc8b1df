import { checkOptions } from '@csm/base';
import { type BackwardRule, stabilise } from '@csm/core/extend';
import { div } from '@tensorflow/tfjs-core';
import { recordable } from '../recordable.js';
import { signedContributions, weightedLayer } from './contributions.js';
import { type StabiliserOptions, stabiliserOf } from './stabiliser-options.js';

/**
 * The z⁺-rule of layer-wise relevance propagation, for convolutions and dense layers: only contributions z_ij = w_ij x_i above 0 get
 * relevance, R_i = Σ_j z⁺_ij R_j / (Σ z⁺ + b⁺ + ε); the αβ-rule with α = 1, β = 0. The bias's share is dropped.
 *
 * Maps of positive relevance remain positive. Inputs may have both signs.
 *
 * Source: Montavon et al. 2017 (Pattern Recognition 65, doi 10.1016/j.patcog.2016.11.008).
 *
 * @throws if ε is not above 0.
 * @category Backward rules
 */
export function zPlus(options: StabiliserOptions = {}): BackwardRule & { readonly epsilon: number } {
  checkOptions<StabiliserOptions>('zPlus', options, { epsilon: true });
  const epsilon = stabiliserOf('zPlus', options);
  return recordable({
    name: 'z⁺',
    epsilon,
    backward(step) {
      const { positive } = signedContributions(weightedLayer('zPlus', step));
      return [positive.share(div(step.cotangent, stabilise(positive.sums(), epsilon)))];
    },
  });
}
