import { checkCount, checkOptions, checkPositive } from '@csm/base';
import type { BackwardRule } from '@csm/core/extend';
import { add, div, mul, zerosLike } from '@tensorflow/tfjs-core';
import { zip } from '../../checks/zip.js';
import { recordable } from '../recordable.js';
import { dividedAmong } from './divided-among.js';
import type { ProductRelevanceOptions } from './product-relevance-options.js';

/**
 * AttnLRP's uniform rule for a product O of n activations, layer by layer: the factor A gets R_A = A ⊙ J_Aᵀ (R / (n O + ε)), with the
 * derivative J_A of the product. ε has no sign, as in LXT. A `constant` factor gets nothing, and n counts the others.
 *
 * Source: Achtibat et al. 2024 (arXiv 2402.05602), proposition 3.3.
 *
 * @throws if ε is not above 0, or `constant` is not a position.
 * @category Backward rules
 */
export function productRelevance(
  options: ProductRelevanceOptions = {},
): BackwardRule & { readonly epsilon: number; readonly constant: number | undefined } {
  checkOptions<ProductRelevanceOptions>('productRelevance', options, { epsilon: true, constant: true });
  const { epsilon = 1e-8, constant } = options;
  checkPositive('productRelevance', 'epsilon', epsilon);
  if (constant !== undefined) checkCount('productRelevance', 'constant', constant, { min: 0 });
  return recordable({
    name: 'product relevance',
    epsilon,
    constant,
    backward(at) {
      const among = dividedAmong(at) - (constant === undefined ? 0 : 1);
      const shares = at.vjp(div(at.cotangent, add(mul(at.output, among), epsilon)));
      return zip(shares, at.inputs).map(([share, input], i) =>
        i === constant ? zerosLike(input) : mul(share, input),
      );
    },
  });
}
