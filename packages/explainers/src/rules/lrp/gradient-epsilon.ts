import { checkOptions, checkPositive } from '@csm/base';
import { type BackwardRule, stabilise } from '@csm/core/extend';
import { div, mul } from '@tensorflow/tfjs-core';
import { recordable } from '../recordable.js';
import { sole } from '../sole.js';
import type { EpsilonOptions } from './epsilon-options.js';

/**
 * ε-LRP as a gradient, the reference implementation's form: the derivative of an activation with input z and output y is
 * replaced by y / (z + ε sgn z). The gradient multiplied by the input is the relevance.
 *
 * Source: Ancona et al. 2018 (arXiv 1711.06104), DeepExplain.
 *
 * @throws if ε is not above 0.
 * @category Backward rules
 */
export function gradientEpsilon(options: EpsilonOptions = {}): BackwardRule & { readonly epsilon: number } {
  checkOptions<EpsilonOptions>('gradientEpsilon', options, { epsilon: true });
  const { epsilon = 1e-4 } = options;
  checkPositive('gradientEpsilon', 'epsilon', epsilon);
  return recordable({
    name: 'ε, as a gradient',
    epsilon,
    backward(at) {
      const z = sole('gradientEpsilon', at, at.inputs);
      return [mul(at.cotangent, div(at.output, stabilise(z, epsilon)))];
    },
  });
}
