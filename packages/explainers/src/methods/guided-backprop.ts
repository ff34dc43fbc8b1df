import { type BackwardRules, checkOptions, type Explainer } from '@csm/core';
import {
  type ActivationScope,
  checkScope,
  inScope,
  warnWithoutActivations,
} from '../rules/activation-scope.js';
import { guided, guidedWithoutDerivative } from '../rules/guided.js';
import { backwardPasses, checkReachable } from './backward-passes.js';

/** Options of {@link guidedBackprop}. */
export interface GuidedBackpropOptions {
  /** Nonlinearities that take the rule. Default `relu`, as in the paper; `all` as in the reference implementation. */
  activations?: ActivationScope | undefined;
}

/**
 * Guided backpropagation: the gradient, but at every ReLU only what is positive goes back, and only where the ReLU
 * was active: g ↦ relu(g) · [z > 0].
 *
 * Its maps are crisp and depend little on the concept vector: read `docs/guide/reading-maps.md` before showing one.
 * Costs as much as the gradient.
 *
 * Source: Springenberg et al. 2014 (arXiv 1412.6806).
 */
export function guidedBackprop(options: GuidedBackpropOptions = {}): Explainer {
  checkOptions<GuidedBackpropOptions>('guidedBackprop', options, { activations: true });
  const { activations = 'relu' } = options;
  checkScope('guidedBackprop', activations);
  const rule = activations === 'relu' ? guided : guidedWithoutDerivative;
  const rules: BackwardRules = (node) => (inScope(node, activations) ? rule : undefined);
  return {
    name: 'guided backprop',
    attribute: (target, inputs, run) =>
      backwardPasses(target, inputs, run, rules, { caller: 'guidedBackprop' }),
    check({ encoder }, onWarning) {
      checkReachable('guidedBackprop', encoder);
      warnWithoutActivations('guidedBackprop', encoder, activations, onWarning);
    },
  };
}
