import { checkOptions, checkPositive } from '@csm/base';
import { type BackwardRule, stabilise } from '@csm/core/extend';
import { div, mul } from '@tensorflow/tfjs-core';
import { zip } from '../../checks/zip.js';
import { recordable } from '../recordable.js';
import type { EpsilonOptions } from './epsilon-options.js';

/**
 * The ε-rule of layer-wise relevance propagation, for a linear operation with inputs a and output y (bias included): the
 * relevance R of y goes to the inputs in proportion to their contributions, R_in = a ⊙ Jᵀ (R / (y + ε sgn y)). The bias's share
 * is dropped.
 *
 * Source: Bach et al. 2015 (PLoS ONE 10(7): e0130140).
 *
 * @throws if ε is not above 0.
 * @category Backward rules
 */
export function layerwiseEpsilon(options: EpsilonOptions = {}): BackwardRule & { readonly epsilon: number } {
  checkOptions<EpsilonOptions>('layerwiseEpsilon', options, { epsilon: true });
  const { epsilon = 1e-4 } = options;
  checkPositive('layerwiseEpsilon', 'epsilon', epsilon);
  return recordable({
    name: 'ε, layer by layer',
    epsilon,
    backward({ inputs, output, cotangent, vjp }) {
      const shares = vjp(div(cotangent, stabilise(output, epsilon)));
      return zip(shares, inputs).map(([share, input]) => mul(share, input));
    },
  });
}
