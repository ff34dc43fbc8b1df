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
import { deconvolution } from '../rules/deconvolution.js';
import type { DeconvnetOptions } from './deconvnet-options.js';

/**
 * Deconvnet: the gradient, except that a ReLU passes positive gradients back whether or not it was active: g ↦ relu(g).
 *
 * Of all methods here, this one depends least on the input: without max pooling, its map does not depend on which
 * ReLUs were active. Costs as much as the gradient.
 *
 * Source: Zeiler & Fergus 2013 (arXiv 1311.2901).
 *
 * @category Gradient methods
 */
export function deconvnet(options: DeconvnetOptions = {}): Explainer {
  checkOptions<DeconvnetOptions>('deconvnet', options, { activations: true });
  const { activations = 'relu' } = options;
  checkScope('deconvnet', activations);
  const rules = composite([[activationsOf(activations), deconvolution()]]);
  return {
    name: 'deconvnet',
    description: withSettings('deconvnet', scopeSetting(activations)),
    plan: { rules },
    attribute: (target, inputs, run) => backwardPasses(target, inputs, run, { rules, caller: 'deconvnet' }),
    check: ({ encoder }, onWarning) => checkRules('deconvnet', encoder, rules, onWarning, SEE_ACTIVATIONS),
  };
}
