import { checkOptions, invalidArgument } from '@csm/base';
import { type BackwardRule, operationForward, operationVjp } from '@csm/core/extend';
import { add, div, mul } from '@tensorflow/tfjs-core';
import type { NoOptions } from '../../checks/no-options.js';
import { recordable } from '../recordable.js';
import { sole } from '../sole.js';

/**
 * Proportional redistribution (PRR), a rule for max pooling: the gradient g goes to all cells of a window in proportion to their
 * activations i. With z = avgpool(i) + 1e-10, g ↦ i ⊙ avgpoolᵀ(g / z).
 *
 * Source: Kim et al. 2019 (arXiv 1902.04893), RectGrad-PRR.
 *
 * @category Backward rules
 */
export function proportionalMaxPool(options: NoOptions = {}): BackwardRule {
  checkOptions('proportionalMaxPool', options, {});
  return recordable({
    name: 'proportional max pooling',
    backward(at) {
      const { operation, name } = at.node;
      if (operation.kind !== 'maxPool') {
        throw invalidArgument(
          `proportionalMaxPool: the rule applies to max pooling only; "${name}" is of kind ${operation.kind}.`,
        );
      }
      const input = sole('proportionalMaxPool', at, at.inputs);
      const averaging = { ...operation, kind: 'averagePool' } as const;
      const mean = operationForward(averaging, [input]);
      const share = div(at.cotangent, add(mean, 1e-10));
      const spread = operationVjp(averaging, { inputs: [input], output: mean }, share);
      return [mul(input, sole('proportionalMaxPool', at, spread))];
    },
  });
}
