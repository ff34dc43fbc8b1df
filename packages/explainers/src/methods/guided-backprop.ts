import { checkOptions } from '@csm/base';
import type { Explainer } from '@csm/core/extend';
import { backwardPasses } from '../attribution/backward-passes.js';
import { withSettings } from '../attribution/description.js';
import {
  activations as activationsOf,
  checkScope,
  SEE_ACTIVATIONS,
  scopeSetting,
} from '../rules/activations.js';
import { checkRules } from '../rules/check-rules.js';
import { composite } from '../rules/composite.js';
import { guided } from '../rules/guided.js';
import type { GuidedBackpropOptions } from './guided-backprop-options.js';

/**
 * Guided backpropagation: the gradient, except that at every ReLU only positive gradients go back, and only where the ReLU was
 * active: g ↦ relu(g) · [z > 0].
 *
 * Its maps are crisp and depend little on the concept vector: read `docs/guide/reading-maps.md` before showing one.
 * Costs as much as the gradient.
 *
 * Source: Springenberg et al. 2014 (arXiv 1412.6806).
 *
 * @category Gradient methods
 */
export function guidedBackprop(options: GuidedBackpropOptions = {}): Explainer {
  checkOptions<GuidedBackpropOptions>('guidedBackprop', options, { activations: true });
  const { activations = 'relu' } = options;
  checkScope('guidedBackprop', activations);
  const rule = guided({ derivative: activations === 'relu' });
  const rules = composite([[activationsOf(activations), rule]]);
  return {
    name: 'guided backprop',
    description: withSettings('guided backprop', scopeSetting(activations)),
    plan: { rules },
    attribute: (target, inputs, run) =>
      backwardPasses(target, inputs, run, { rules, caller: 'guidedBackprop' }),
    check: ({ encoder }, onWarning) =>
      checkRules('guidedBackprop', encoder, rules, onWarning, SEE_ACTIVATIONS),
  };
}
