import { checkOptions } from '@csm/base';
import { checkTraceable, type Explainer } from '@csm/core/extend';
import { backwardPasses } from '../attribution/backward-passes.js';
import { timesInput } from '../attribution/times-input.js';
import type { NoOptions } from '../checks/no-options.js';

/**
 * Input × gradient: map = x ⊙ ∂s/∂x.
 *
 * The contribution of each feature to the score's linear approximation at x. Costs as much as the gradient. Linear in the concept
 * vector.
 *
 * Source: Shrikumar et al. 2016 (arXiv 1605.01713).
 *
 * @param options an empty object or nothing, since the method has no options.
 * @category Gradient methods
 */
export function inputXGradient(options: NoOptions = {}): Explainer {
  checkOptions('inputXGradient', options, {});
  return {
    name: 'input × gradient',
    description: 'input × gradient',
    linear: true,
    rules: false,
    plan: { times: 'input' },
    check: ({ encoder }) => checkTraceable('inputXGradient', encoder),
    attribute: async (target, inputs, run) =>
      timesInput(await backwardPasses(target, inputs, run, { caller: 'inputXGradient' }), inputs),
  };
}
