import type { Explainer } from '@csm/core';
import { backwardPasses } from './backward-passes.js';

/**
 * The gradient of the concept score, signed: map = ∂s/∂x.
 *
 * Says how the score would change if a feature did, not what the feature contributed. Costs one forward pass, and
 * one backward pass a concept. Linear in the concept vector.
 *
 * Source: Simonyan, Vedaldi & Zisserman 2013 (arXiv 1312.6034).
 */
export function gradient(): Explainer {
  return {
    name: 'gradient',
    linear: true,
    rules: false,
    attribute: (target, inputs, run) =>
      backwardPasses(target, inputs, run, undefined, { caller: 'gradient' }),
  };
}
