import { checkOptions } from '@csm/base';
import { checkTraceable, type Explainer } from '@csm/core/extend';
import { backwardPasses } from '../attribution/backward-passes.js';
import type { NoOptions } from '../checks/no-options.js';

/**
 * The gradient of the concept score, signed: map = ∂s/∂x.
 *
 * Shows how the score would change with each feature, not what the feature contributed. Costs one forward pass, and one backward
 * pass per concept. Linear in the concept vector.
 *
 * Source: Simonyan, Vedaldi & Zisserman 2013 (arXiv 1312.6034).
 *
 * @param options an empty object or nothing, since the method has no options.
 * @category Gradient methods
 */
export function gradient(options: NoOptions = {}): Explainer {
  checkOptions('gradient', options, {});
  return {
    name: 'gradient',
    description: 'gradient',
    linear: true,
    rules: false,
    plan: {},
    check: ({ encoder }) => checkTraceable('gradient', encoder),
    attribute: (target, inputs, run) => backwardPasses(target, inputs, run, { caller: 'gradient' }),
  };
}
