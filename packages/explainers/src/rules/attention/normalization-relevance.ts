import { checkOptions, checkPositive } from '@csm/base';
import type { BackwardRule } from '@csm/core/extend';
import { add, div, mul } from '@tensorflow/tfjs-core';
import { recordable } from '../recordable.js';
import { sole } from '../sole.js';
import { normalizationVjp } from './normalization-vjp.js';
import type { UnsignedEpsilonOptions } from './unsigned-epsilon-options.js';

/**
 * The ε-rule for a normalisation y = γ (x − μ) / d + β whose divisor d counts as a constant, layer by layer: R_in = x ⊙ Jᵀ (R / (y + ε)) with the
 * derivative J of this linear layer. The share of β is dropped. ε has no sign, as in LXT.
 *
 * Source: Achtibat et al. 2024 (arXiv 2402.05602), as in LXT.
 *
 * @throws if ε is not above 0.
 * @category Backward rules
 */
export function normalizationRelevance(
  options: UnsignedEpsilonOptions = {},
): BackwardRule & { readonly epsilon: number } {
  checkOptions<UnsignedEpsilonOptions>('normalizationRelevance', options, { epsilon: true });
  const { epsilon = 1e-6 } = options;
  checkPositive('normalizationRelevance', 'epsilon', epsilon);
  return recordable({
    name: 'normalisation relevance',
    epsilon,
    backward(at) {
      const x = sole('normalizationRelevance', at, at.inputs);
      const share = div(at.cotangent, add(at.output, epsilon));
      return [mul(x, normalizationVjp('normalizationRelevance', at, share))];
    },
  });
}
