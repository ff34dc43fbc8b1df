import { add, div, equal, neg, type Scalar, softplus, sub, where } from '@tensorflow/tfjs-core';
import { dispersionTerms, logFactorials } from './count-terms.js';
import type { LikelihoodKind } from './likelihood-kind.js';
import { meanCounts } from './mean-counts.js';
import { meanTerms } from './negative-binomial.js';
import { parameterOf } from './parameter-of.js';
import { counts } from './poisson.js';
import { total } from './total.js';

/**
 * −ln ZINB(x; μ, θ, π), which is 0 with the probability σ(π), and else a negative binomial:
 *
 *     ln ZINB(0) = softplus(−π + ln NB(0)) − softplus(−π)
 *     ln ZINB(x) = −π − softplus(−π) + ln NB(x) for x > 0.
 *
 * π are the decoder's `dropout_logits`. Source: Lopez et al. 2018, Nature Methods 15:1053 (scVI).
 */
export const zeroInflatedNegativeBinomial: LikelihoodKind = {
  ...counts,
  negativeLogLikelihood(inputs, { answer, parameters }) {
    const logTheta = parameterOf(parameters, 'log_dispersion');
    const kept = neg(parameterOf(parameters, 'dropout_logits'));
    const { logZero, rest } = meanTerms(inputs, meanCounts(inputs, answer), logTheta);
    const notDropped = add(kept, logZero);
    const perCount = sub(
      where(equal(inputs, 0), softplus(notDropped), add(notDropped, rest)),
      softplus(kept),
    );
    const logLikelihood = add(total(perCount), dispersionTerms(inputs, logTheta));
    return div<Scalar>(sub(logFactorials(inputs), logLikelihood), inputs.size);
  },
};
