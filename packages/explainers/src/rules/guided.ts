import { checkBoolean, checkOptions } from '@csm/base';
import type { BackwardRule } from '@csm/core/extend';
import { minimum, mul, relu, step } from '@tensorflow/tfjs-core';
import { recordable } from './recordable.js';
import { sole } from './sole.js';

/** Options of {@link guided}. */
export interface GuidedOptions {
  /**
   * Whether the gradient is multiplied by the activation's derivative. False is the reference implementation's form,
   * for any activation: the gradient passes where z and the output are above 0. Default true.
   */
  readonly derivative?: boolean | undefined;
}

/**
 * Guided backpropagation's rule for an activation with input z: only positive gradients go back, g ↦ relu(g) · f′(z), or, without
 * the derivative, g ↦ relu(g) · [z > 0 and f(z) > 0]. The second condition matters only for thresholded ReLUs.
 *
 * Source: Springenberg et al. 2014 (arXiv 1412.6806).
 *
 * @category Backward rules
 */
export function guided(options: GuidedOptions = {}): BackwardRule {
  checkOptions<GuidedOptions>('guided', options, { derivative: true });
  const { derivative = true } = options;
  checkBoolean('guided', 'derivative', derivative);
  if (derivative) {
    return recordable({ name: 'guided', backward: ({ cotangent, vjp }) => vjp(relu(cotangent)) });
  }
  return recordable({
    name: 'guided, without derivative',
    backward: (at) => [mul(relu(at.cotangent), step(minimum(sole('guided', at, at.inputs), at.output)))],
  });
}
