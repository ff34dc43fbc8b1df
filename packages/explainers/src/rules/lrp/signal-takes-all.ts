import { checkOptions } from '@csm/base';
import type { BackwardRule } from '@csm/core/extend';
import { zerosLike } from '@tensorflow/tfjs-core';
import type { NoOptions } from '../../checks/no-options.js';
import { recordable } from '../recordable.js';

/**
 * The rule of layer-wise relevance propagation for a product of a signal and a gate with fewer numbers, such as the norm that a latent is divided
 * by, or the weights of channels: the signal gets all the relevance, the gate none.
 *
 * Source: Arras et al. 2017 (arXiv 1706.07206); for norms, Ali et al. 2022 (arXiv 2202.07304).
 *
 * @category Backward rules
 */
export function signalTakesAll(options: NoOptions = {}): BackwardRule {
  checkOptions('signalTakesAll', options, {});
  return recordable({
    name: 'signal takes all',
    backward: ({ inputs, cotangent }) =>
      inputs.map((input) => (input.size === cotangent.size ? cotangent : zerosLike(input))),
  });
}
