import { checkOptions, checkPositive, invalidArgument } from '@csm/base';
import { type BackwardRule, stabilise } from '@csm/core/extend';
import { div, mul, sub } from '@tensorflow/tfjs-core';
import { recordable } from '../recordable.js';
import { signedContributions, weightedLayer } from './contributions.js';
import { type StabiliserOptions, stabiliserOf } from './stabiliser-options.js';

/** Options of {@link alphaBeta}. */
export interface AlphaBetaOptions extends StabiliserOptions {
  /** The weight of contributions above 0, at least 1. Default 2. */
  readonly alpha?: number | undefined;
  /** The weight of contributions below 0, α − 1, so that relevance is conserved. Default α − 1. */
  readonly beta?: number | undefined;
}

/**
 * The αβ-rule of layer-wise relevance propagation, for convolutions and dense layers: contributions z_ij = w_ij x_i above and below 0 are
 * distributed separately,
 * R_i = Σ_j (α z⁺_ij / (Σ z⁺ + b⁺ + ε) − β z⁻_ij / (Σ z⁻ + b⁻ − ε)) R_j. The shares of the biases are dropped.
 *
 * Inputs may have both signs. A unit without contributions of one sign loses that part of its relevance.
 *
 * Source: Bach et al. 2015 (PLoS ONE 10(7): e0130140), eq. 60.
 *
 * @throws if α − β is not 1, or ε is not above 0.
 * @category Backward rules
 */
export function alphaBeta(
  options: AlphaBetaOptions = {},
): BackwardRule & { readonly alpha: number; readonly beta: number; readonly epsilon: number } {
  checkOptions<AlphaBetaOptions>('alphaBeta', options, { alpha: true, beta: true, epsilon: true });
  const { alpha = 2 } = options;
  checkPositive('alphaBeta', 'alpha', alpha);
  const { beta = alpha - 1 } = options;
  checkPositive('alphaBeta', 'beta', beta, { orZero: true });
  if (Math.abs(alpha - beta - 1) > 1e-12) {
    throw invalidArgument(
      `alphaBeta: alpha − beta must be 1, so that relevance is conserved; got ${alpha} − ${beta}; omit beta.`,
    );
  }
  const epsilon = stabiliserOf('alphaBeta', options);
  return recordable({
    name: 'αβ',
    alpha,
    beta,
    epsilon,
    backward(step) {
      const { positive, negative } = signedContributions(weightedLayer('alphaBeta', step));
      const relevance = step.cotangent;
      const excited = positive.share(mul(div(relevance, stabilise(positive.sums(), epsilon)), alpha));
      if (beta === 0) return [excited];
      const inhibited = negative.share(mul(div(relevance, stabilise(negative.sums(), epsilon)), beta));
      return [sub(excited, inhibited)];
    },
  });
}
