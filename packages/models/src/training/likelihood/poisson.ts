import { add, div, log, mul, type Scalar, sub } from '@tensorflow/tfjs-core';
import { logFactorials } from './count-terms.js';
import type { LikelihoodKind } from './likelihood-kind.js';
import { meanCounts } from './mean-counts.js';
import { total } from './total.js';

/** Counts are not negative. Values that are not whole numbers are reported separately. */
export const counts = {
  isValid: (value: number) => value >= 0 && value < Number.POSITIVE_INFINITY,
  values: 'counts, 0 or more',
  advice: 'pass raw counts, not log-normalised or scaled values, and leave out cells with missing values',
};

/** −ln Poisson(x; μ) = μ − x ln μ + ln x!. */
export const poisson: LikelihoodKind = {
  ...counts,
  negativeLogLikelihood(inputs, { answer }) {
    const mu = meanCounts(inputs, answer);
    const terms = total(sub(mu, mul(inputs, log(mu))));
    return div<Scalar>(add(terms, logFactorials(inputs)), inputs.size);
  },
};
