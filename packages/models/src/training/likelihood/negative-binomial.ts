import { add, div, exp, log, log1p, mul, neg, type Scalar, sub, type Tensor } from '@tensorflow/tfjs-core';
import { dispersionTerms, logFactorials } from './count-terms.js';
import type { LikelihoodKind } from './likelihood-kind.js';
import { meanCounts } from './mean-counts.js';
import { parameterOf } from './parameter-of.js';
import { counts } from './poisson.js';
import { total } from './total.js';

/**
 * −ln NB(x; μ, θ), with mean μ, variance μ + μ² / θ and
 *
 *     ln NB = lnΓ(x + θ) − lnΓ(θ) − ln x! + θ ln(θ / (θ + μ)) + x ln(μ / (θ + μ)).
 *
 * Source: Lopez et al. 2018, Nature Methods 15:1053 (scVI).
 */
export const negativeBinomial: LikelihoodKind = {
  ...counts,
  negativeLogLikelihood(inputs, { answer, parameters }) {
    const logTheta = parameterOf(parameters, 'log_dispersion');
    const { logZero, rest } = meanTerms(inputs, meanCounts(inputs, answer), logTheta);
    const logLikelihood = add(total(add(logZero, rest)), dispersionTerms(inputs, logTheta));
    return div<Scalar>(sub(logFactorials(inputs), logLikelihood), inputs.size);
  },
};

/**
 * The terms of ln NB(x; μ, θ) that depend on the mean: ln NB(0) = −θ ln(1 + μ / θ), and x ln(μ (1 + θ) / (θ + μ)). The remaining
 * terms are those of `dispersionTerms` and `logFactorials`.
 */
export function meanTerms(x: Tensor, mu: Tensor, logTheta: Tensor): { logZero: Tensor; rest: Tensor } {
  const theta = exp(logTheta);
  const logZero = neg(mul(theta, log1p(div(mu, theta))));
  const rest = mul(x, log(div(mul(mu, add(1, theta)), add(mu, theta))));
  return { logZero, rest };
}
