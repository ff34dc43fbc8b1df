import { dot, mean } from '@csm/base';
import { entropy, standardised } from './columns.js';
import { lasso } from './lasso.js';

/** Disentanglement, completeness and informativeness of codes, each from 0 to 1. */
export interface Dci {
  /** Whether each code matters for one factor only; the mean over the codes, weighted by their importance. */
  readonly disentanglement: number;
  /** Whether each factor is told by one code only; the mean over the factors. */
  readonly completeness: number;
  /** R² of the lasso on the test set, the mean over the factors. */
  readonly informativeness: number;
}

/** Codes and factors of some examples, one list each. */
export interface CodedExamples {
  readonly codes: readonly Float64Array[];
  readonly factors: readonly Float64Array[];
}

/** Values of λ, as shares of the one at which all weights are 0. */
const SHARES = [0.3, 0.1, 0.03, 0.01, 0.003, 0.001];

/**
 * DCI with the lasso: each factor is regressed on the standardised codes, |weights| are the importances. λ is the one with the best R² on the second
 * half of the training set.
 *
 * Source: Eastwood & Williams 2018 (ICLR, A framework for the quantitative evaluation of disentangled representations).
 */
export function dci(training: CodedExamples, test: CodedExamples): Dci {
  const half = Math.floor(training.factors[0]!.length / 2);
  const part = (from: number, to: number): CodedExamples => ({
    codes: training.codes.map((code) => code.subarray(from, to)),
    factors: training.factors.map((factor) => factor.subarray(from, to)),
  });
  const [first, second] = [part(0, half), part(half, training.factors[0]!.length)];
  const [some, all] = [regressionOf(first), regressionOf(training)];
  const fits = training.factors.map((_, f) => {
    const qualities = SHARES.map((share) => quality(first, second, f, fitted(some, f, share)));
    const weights = fitted(all, f, SHARES[qualities.indexOf(Math.max(...qualities))]!);
    return { weights, r2: quality(training, test, f, weights) };
  });
  const importances = training.codes.map((_, j) => fits.map(({ weights }) => Math.abs(weights[j]!)));
  const totals = importances.map((row) => row.reduce((sum, value) => sum + value, 0));
  const total = totals.reduce((sum, value) => sum + value, 0);
  return {
    disentanglement: importances.reduce(
      (sum, row, j) => sum + (totals[j]! / total) * (1 - entropy(row) / Math.log(fits.length)),
      0,
    ),
    completeness: mean(
      fits.map(({ weights }) => 1 - entropy([...weights.map(Math.abs)]) / Math.log(training.codes.length)),
    ),
    informativeness: mean(fits.map(({ r2 }) => r2)),
  };
}

/** Covariances of standardised codes, with each other and with each standardised factor. */
interface Regression {
  readonly covariance: readonly Float64Array[];
  readonly targets: readonly Float64Array[];
}

function regressionOf({ codes, factors }: CodedExamples): Regression {
  const x = codes.map((code) => standardised(code));
  const covarianceWith = (y: Float64Array) => Float64Array.from(x, (a) => dot(a, y, y.length) / y.length);
  return {
    covariance: x.map(covarianceWith),
    targets: factors.map((factor) => covarianceWith(standardised(factor))),
  };
}

/** The lasso's weights of the standardised codes for a standardised factor. */
function fitted({ covariance, targets }: Regression, f: number, share: number): Float64Array {
  const target = targets[f]!;
  const largest = Math.max(...target.map(Math.abs));
  return lasso(covariance, target, share * largest, new Float64Array(target.length));
}

/** R² on a test set, with the means and deviations of the training set; at least 0. */
function quality(training: CodedExamples, test: CodedExamples, f: number, weights: Float64Array): number {
  const x = test.codes.map((code, j) => standardised(code, training.codes[j]!));
  const y = standardised(test.factors[f]!, training.factors[f]!);
  const center = mean(y);
  const found = new Float64Array(y.length);
  for (const [j, weight] of weights.entries()) {
    if (weight === 0) continue;
    const code = x[j]!;
    for (let i = 0; i < found.length; i++) found[i]! += weight * code[i]!;
  }
  const left = y.reduce((sum, value, i) => sum + (value - found[i]!) ** 2, 0);
  const all = y.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return Math.max(0, 1 - left / all);
}
