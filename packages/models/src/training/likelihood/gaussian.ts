import { add, div, exp, mean, mul, neg, type Scalar, squaredDifference } from '@tensorflow/tfjs-core';
import type { LikelihoodKind } from './likelihood-kind.js';
import { parameterOf } from './parameter-of.js';
import { total } from './total.js';

/** −ln N(x; m, σ²) = ½ [(x − m)² / σ² + ln σ² + ln 2π], with ln σ² of each gene. */
export const gaussian: LikelihoodKind = {
  negativeLogLikelihood(inputs, { answer, parameters }) {
    const logVariance = parameterOf(parameters, 'log_variance');
    const squares = mul(squaredDifference(inputs, answer), exp(neg(logVariance)));
    const perValue = add(div(total(squares), inputs.size), mean(logVariance));
    return mul<Scalar>(0.5, add(perValue, Math.log(2 * Math.PI)));
  },
  isValid: Number.isFinite,
  values: 'finite numbers',
  advice: 'leave out samples with missing values',
};
