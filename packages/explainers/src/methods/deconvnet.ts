import { type BackwardRules, checkOptions, type Explainer } from '@csm/core';
import {
  type ActivationScope,
  checkScope,
  inScope,
  warnWithoutActivations,
} from '../rules/activation-scope.js';
import { deconvolution } from '../rules/deconvolution.js';
import { backwardPasses, checkReachable } from './backward-passes.js';

/** Options of {@link deconvnet}. */
export interface DeconvnetOptions {
  /** Nonlinearities that take the rule. Default `relu`, as in the paper; `all` as in the reference implementation. */
  activations?: ActivationScope | undefined;
}

/**
 * Deconvnet: the gradient, but a ReLU passes back what is positive, whether or not it was active: g ↦ relu(g).
 *
 * Of all methods here it depends least on the input: without max pooling its map does not see the ReLUs at all. Costs as
 * much as the gradient.
 *
 * Source: Zeiler & Fergus 2013 (arXiv 1311.2901).
 */
export function deconvnet(options: DeconvnetOptions = {}): Explainer {
  checkOptions<DeconvnetOptions>('deconvnet', options, { activations: true });
  const { activations = 'relu' } = options;
  checkScope('deconvnet', activations);
  const rules: BackwardRules = (node) => (inScope(node, activations) ? deconvolution : undefined);
  return {
    name: 'deconvnet',
    attribute: (target, inputs, run) => backwardPasses(target, inputs, run, rules, { caller: 'deconvnet' }),
    check({ encoder }, onWarning) {
      checkReachable('deconvnet', encoder);
      warnWithoutActivations('deconvnet', encoder, activations, onWarning);
    },
  };
}
