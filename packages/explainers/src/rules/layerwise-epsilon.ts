import type { BackwardRule } from '@csm/core';
import { div, mul } from '@tensorflow/tfjs-core';
import { stabilised } from './stabilise.js';

/**
 * ε-rule of a linear node with inputs a and output y (bias included): the relevance R of y goes to the inputs in
 * proportion to what they add to it: R_in = a ⊙ Jᵀ (R / (y + ε sgn y)). The bias's share is dropped.
 */
export function layerwiseEpsilon(epsilon: number): BackwardRule & { readonly epsilon: number } {
  return {
    name: 'ε, layer by layer',
    epsilon,
    backward: ({ inputs, output, cotangent, vjp }) =>
      vjp(div(cotangent, stabilised(output, epsilon))).map((share, i) => mul(share, inputs[i]!)),
  };
}

/** A nonlinearity passes relevance on unchanged. */
export const passRelevance: BackwardRule = {
  name: 'pass relevance',
  backward: ({ cotangent }) => [cotangent],
};

/** DeepExplain's ε-LRP: a nonlinearity's derivative is replaced by y / (z + ε sgn z). */
export function gradientEpsilon(epsilon: number): BackwardRule & { readonly epsilon: number } {
  return {
    name: 'ε, as a gradient',
    epsilon,
    backward: ({ inputs, output, cotangent }) => [
      mul(cotangent, div(output, stabilised(inputs[0]!, epsilon))),
    ],
  };
}
