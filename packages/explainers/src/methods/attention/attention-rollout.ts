import { checkOptions } from '@csm/base';
import type { Explainer } from '@csm/core/extend';
import { mean, mul } from '@tensorflow/tfjs-core';
import type { NoOptions } from '../../checks/no-options.js';
import { type AttentionProduct, attentionPasses, checkAttention } from './attention-passes.js';

const METHOD: AttentionProduct = {
  caller: 'attentionRollout',
  mixing: (weights) => mul(mean(weights, 1), 0.5),
  stays: 0.5,
  onlyMoved: false,
};

/**
 * Attention rollout: the product over all layers of (A + I) / 2, with the mean A of the attention weights over the heads, where I stands for the
 * skip connection. It shows where the network attends, for every concept the same, and serves for comparison: a method that explains a concept should
 * do better.
 *
 * The row for the tokens that the latent reads (the class token, or the mean over all tokens) is passed back to the inputs as in
 * `gradientTimesAttention`. Costs as much as a gradient.
 *
 * Source: Abnar & Zuidema 2020 (arXiv 2005.00928).
 *
 * @throws before the run, if the encoder does not show its layers, or its attention layers do not all mix the same tokens.
 * @category Propagation methods
 */
export function attentionRollout(options: NoOptions = {}): Explainer {
  checkOptions('attentionRollout', options, {});
  return {
    name: 'attention rollout',
    description: 'attention rollout, the same for every concept',
    attribute: (target, inputs, run) => attentionPasses(METHOD, target, inputs, run),
    check: (target) => checkAttention(METHOD, target),
  };
}
