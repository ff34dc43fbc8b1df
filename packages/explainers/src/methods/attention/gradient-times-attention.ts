import { checkOptions } from '@csm/base';
import type { Explainer } from '@csm/core/extend';
import { mean, mul, relu } from '@tensorflow/tfjs-core';
import type { NoOptions } from '../../checks/no-options.js';
import { type AttentionProduct, attentionPasses, checkAttention } from './attention-passes.js';

const METHOD: AttentionProduct = {
  caller: 'gradientTimesAttention',
  mixing: (weights, gradient) => mean(relu(mul(weights, gradient)), 1),
  stays: 1,
  onlyMoved: true,
};

/**
 * Gradient × attention: for each attention layer, Ā = mean over the heads of max(A ⊙ ∂s/∂A, 0), with the attention weights A; the product R = Π
 * (I + Ā) over all layers, minus I, says how much each token takes from each other one in favour of the concept.
 *
 * The row of R for the tokens that the latent reads (the class token, or the mean over all tokens) is passed back to the inputs: the value of a
 * token is divided equally among the pixels and channels of its patch, which are the inputs on which it depends in the convolution or dense layer
 * that makes the tokens; the shares of class and register tokens are left out. The map is coarse, has no negative numbers, and ignores values, output projections and MLPs. It is not linear in the concept and does not add
 * up to the score. Costs as much as a gradient.
 *
 * Source: Chefer, Gur & Wolf 2021 (arXiv 2103.15679), for self-attention.
 *
 * @throws before the run, if the encoder does not show its layers, or its attention layers do not all mix the same tokens.
 * @category Propagation methods
 */
export function gradientTimesAttention(options: NoOptions = {}): Explainer {
  checkOptions('gradientTimesAttention', options, {});
  return {
    name: 'gradient × attention',
    description: 'gradient × attention',
    attribute: (target, inputs, run) => attentionPasses(METHOD, target, inputs, run),
    check: (target) => checkAttention(METHOD, target),
  };
}
