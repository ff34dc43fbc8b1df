import type { Explainer } from '@csm/core';
import { backwardPasses } from './backward-passes.js';
import { timesInput } from './times-input.js';

/**
 * Input × gradient: map = x ⊙ ∂s/∂x.
 *
 * What each feature contributes to the score's linear approximation at x. Costs as much as the gradient. Linear in the
 * concept vector.
 *
 * Source: Shrikumar et al. 2016 (arXiv 1605.01713).
 */
export function inputXGradient(): Explainer {
  return {
    name: 'input × gradient',
    linear: true,
    rules: false,
    attribute: async (target, inputs, run) =>
      timesInput(await backwardPasses(target, inputs, run, undefined, { caller: 'inputXGradient' }), inputs),
  };
}
