import { checkOptions, checkPositive } from '@csm/base';
import type { BackwardRule } from '@csm/core/extend';
import { add, div, mul } from '@tensorflow/tfjs-core';
import { zip } from '../../checks/zip.js';
import { recordable } from '../recordable.js';
import { dividedAmong } from './divided-among.js';
import type { UnsignedEpsilonOptions } from './unsigned-epsilon-options.js';

/**
 * AttnLRP's uniform rule for a product O of n activations, layer by layer: the factor A gets R_A = A ⊙ J_Aᵀ (R / (n O + ε)), with the
 * derivative J_A of the product. ε has no sign, as in LXT.
 *
 * Source: Achtibat et al. 2024 (arXiv 2402.05602), proposition 3.3.
 *
 * @throws if ε is not above 0.
 * @category Backward rules
 */
export function productRelevance(
  options: UnsignedEpsilonOptions = {},
): BackwardRule & { readonly epsilon: number } {
  checkOptions<UnsignedEpsilonOptions>('productRelevance', options, { epsilon: true });
  const { epsilon = 1e-8 } = options;
  checkPositive('productRelevance', 'epsilon', epsilon);
  return recordable({
    name: 'product relevance',
    epsilon,
    backward(at) {
      const total = add(mul(at.output, dividedAmong(at)), epsilon);
      return zip(at.vjp(div(at.cotangent, total)), at.inputs).map(([share, input]) => mul(share, input));
    },
  });
}
