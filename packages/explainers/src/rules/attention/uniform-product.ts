import { checkOptions } from '@csm/base';
import type { BackwardRule } from '@csm/core/extend';
import { mul } from '@tensorflow/tfjs-core';
import type { NoOptions } from '../../checks/no-options.js';
import { recordable } from '../recordable.js';
import { dividedAmong } from './divided-among.js';

/**
 * AttnLRP's uniform rule for a product of activations, such as queries · keys or attention · values, as a gradient: each of n factors
 * gets 1/n of its gradient. So gradient × input, summed over all factors, is the relevance of the product.
 *
 * Source: Achtibat et al. 2024 (arXiv 2402.05602), proposition 3.3.
 *
 * @category Backward rules
 */
export function uniformProduct(options: NoOptions = {}): BackwardRule {
  checkOptions('uniformProduct', options, {});
  return recordable({
    name: 'uniform product',
    backward: (at) => at.vjp(mul(at.cotangent, 1 / dividedAmong(at))),
  });
}
