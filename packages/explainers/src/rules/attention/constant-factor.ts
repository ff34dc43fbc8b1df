import { checkCount, checkRequiredOptions } from '@csm/base';
import type { BackwardRule } from '@csm/core/extend';
import { zerosLike } from '@tensorflow/tfjs-core';
import { recordable } from '../recordable.js';
import type { ConstantFactorOptions } from './constant-factor-options.js';

/**
 * The rule for a product or quotient in which one factor counts as a constant, as a gradient: this factor gets no gradient, the
 * others keep theirs. CP-LRP treats attention weights and gates like this; a norm is such a factor, too.
 *
 * Source: Ali et al. 2022 (arXiv 2202.07304).
 *
 * @throws if `factor` is not a position.
 * @category Backward rules
 */
export function constantFactor(options: ConstantFactorOptions): BackwardRule & { readonly factor: number } {
  checkRequiredOptions<ConstantFactorOptions>('constantFactor', options, { factor: true });
  const { factor } = options;
  checkCount('constantFactor', 'factor', factor, { min: 0 });
  return recordable({
    name: 'constant factor',
    factor,
    backward: ({ inputs, cotangent, vjp }) =>
      vjp(cotangent).map((share, i) => (i === factor ? zerosLike(inputs[i] ?? share) : share)),
  });
}
