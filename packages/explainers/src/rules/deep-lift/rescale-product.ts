import { checkOptions, invalidArgument } from '@csm/base';
import { type BackwardRule, operationVjp } from '@csm/core/extend';
import { add, mul } from '@tensorflow/tfjs-core';
import type { NoOptions } from '../../checks/no-options.js';
import { recordable } from '../recordable.js';
import { halves, twice } from './halves.js';

/**
 * DeepLIFT's rule for a product of two inputs a and b: g ↦ g (b + b₀) / 2 for a, and g (a + a₀) / 2 for b. The contributions add up to
 * Δ(a b), and are the Shapley values of the two factors.
 *
 * The batch must contain the inputs, then their baselines; both halves of the result are the same.
 *
 * Source: Lundberg & Lee 2017 (arXiv 1705.07874), as in the DeepExplainer of SHAP.
 *
 * @category Backward rules
 */
export function rescaleProduct(options: NoOptions = {}): BackwardRule {
  checkOptions('rescaleProduct', options, {});
  return recordable({
    name: 'rescale, product',
    backward({ node, inputs, output, cotangent }) {
      if (node.operation.kind !== 'multiply' || inputs.length !== 2) {
        throw invalidArgument(
          `rescaleProduct: the rule applies to products of two inputs only; "${node.name}" is of kind ${node.operation.kind}, with ${inputs.length} inputs.`,
        );
      }
      // The product's derivative is linear in each factor, so that of the mean factors is the mean derivative.
      const middle = inputs.map((input) => {
        // A constant has one row for all samples.
        if (input.shape[0] === 1) return input;
        const [own, baseline] = halves(input);
        return twice(mul(0.5, add(own, baseline)));
      });
      return operationVjp(node.operation, { inputs: middle, output }, twice(halves(cotangent)[0]));
    },
  });
}
