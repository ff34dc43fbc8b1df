import { checkOptions, checkPositive } from '@csm/base';
import { type BackwardRule, stabilise } from '@csm/core/extend';
import { add, div, step as isAbove, mul, neg, type Tensor } from '@tensorflow/tfjs-core';
import { recordable } from '../recordable.js';
import { signedContributions, weightedLayer } from './contributions.js';
import { type StabiliserOptions, stabiliserOf } from './stabiliser-options.js';

/** Options of {@link gamma}. */
export interface GammaOptions extends StabiliserOptions {
  /** How much more contributions count that have the sign of the output; at least 0. Default 0.25. */
  readonly gamma?: number | undefined;
}

/**
 * The γ-rule of layer-wise relevance propagation, for convolutions and dense layers: contributions z_ij = w_ij x_i that have the sign of
 * the output y_j count 1 + γ times, R_i = Σ_j q_ij R_j / (Σ_i q_ij + b_j + γ b⁺_j ± ε) with q = z + γ z⁺ where y_j > 0; where y_j < 0, with z⁻ and b⁻.
 * An output of 0 passes nothing on. The bias's share is dropped.
 *
 * With γ = 0 it is the ε-rule; with γ → ∞, the z⁺-rule for positive outputs. This is the form for inputs of both signs.
 *
 * Source: Montavon et al. 2019 (doi 10.1007/978-3-030-28954-6_10); the form for both signs as in zennit.
 *
 * @throws if γ is below 0, or ε is not above 0.
 * @category Backward rules
 */
export function gamma(
  options: GammaOptions = {},
): BackwardRule & { readonly gamma: number; readonly epsilon: number } {
  checkOptions<GammaOptions>('gamma', options, { gamma: true, epsilon: true });
  const { gamma: factor = 0.25 } = options;
  checkPositive('gamma', 'gamma', factor, { orZero: true });
  const epsilon = stabiliserOf('gamma', options);
  return recordable({
    name: 'γ',
    gamma: factor,
    epsilon,
    backward(step) {
      const { output: y, cotangent } = step;
      const { positive, negative } = signedContributions(weightedLayer('gamma', step));
      const ratio = (sums: Tensor, where: Tensor) =>
        mul(div(cotangent, stabilise(add(y, mul(sums, factor)), epsilon)), where);
      const on = ratio(positive.sums(), isAbove(y));
      const off = ratio(negative.sums(), isAbove(neg(y)));
      // z counts once, and once more, γ times, where it has the sign of y.
      const more = (s: Tensor) => mul(s, 1 + factor);
      return [add(positive.share(add(more(on), off)), negative.share(add(on, more(off))))];
    },
  });
}
