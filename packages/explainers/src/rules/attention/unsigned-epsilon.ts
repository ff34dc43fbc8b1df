import { checkOptions, checkPositive } from '@csm/base';
import type { BackwardRule } from '@csm/core/extend';
import { add, div, mul } from '@tensorflow/tfjs-core';
import { zip } from '../../checks/zip.js';
import { recordable } from '../recordable.js';
import type { UnsignedEpsilonOptions } from './unsigned-epsilon-options.js';

/**
 * The ε-rule as LXT has it, for a linear operation with inputs a and output y (bias included): R_in = a ⊙ Jᵀ (R / (y + ε)). Unlike in
 * `layerwiseEpsilon`, ε is added without the sign of y, so that y = −ε divides by zero.
 *
 * Source: Achtibat et al. 2024 (arXiv 2402.05602), as in LXT.
 *
 * @throws if ε is not above 0.
 * @category Backward rules
 */
export function unsignedEpsilon(
  options: UnsignedEpsilonOptions = {},
): BackwardRule & { readonly epsilon: number } {
  checkOptions<UnsignedEpsilonOptions>('unsignedEpsilon', options, { epsilon: true });
  const { epsilon = 1e-6 } = options;
  checkPositive('unsignedEpsilon', 'epsilon', epsilon);
  return recordable({
    name: 'ε without sign',
    epsilon,
    backward({ inputs, output, cotangent, vjp }) {
      const shares = vjp(div(cotangent, add(output, epsilon)));
      return zip(shares, inputs).map(([share, input]) => mul(share, input));
    },
  });
}
