import { mean } from '../statistics/mean.js';
import { variance } from '../statistics/variance.js';

/** Total Sobol indices of a function, and its variance. */
export interface TotalIndices {
  /** Total index of each dimension. All are 0 if the function is constant. */
  readonly total: Float64Array;
  /** Standard error of each total index. */
  readonly standardErrors: Float64Array;
  /** Variance of the function over uniform points. */
  readonly variance: number;
}

/**
 * Jansen's estimator: S_Ti = Σ (f(A) − f(Aᵢ))² / 2N / V, where Aᵢ is A with coordinate i of B and V is the variance of all f(A) and f(B).
 * Standard errors come from the linearised ratio over the N pairs, as if these were independent.
 *
 * @param scores of all points of a {@link SobolDesign}, in their order.
 * @param pairs at least 2.
 */
export function jansenIndices(scores: Float64Array, pairs: number): TotalIndices {
  const dimensions = scores.length / pairs - 2;
  const independent = scores.subarray(0, 2 * pairs);
  const [centre, spread] = [mean(independent), variance(independent)];
  const total = new Float64Array(dimensions);
  const standardErrors = new Float64Array(dimensions);
  const isConstant = !(spread > 0);
  for (let i = 0; i < dimensions && !isConstant; i++) {
    const halfSquare = (pair: number) => (scores[pair]! - scores[(i + 2) * pairs + pair]!) ** 2 / 2;
    let sum = 0;
    for (let pair = 0; pair < pairs; pair++) sum += halfSquare(pair);
    const index = sum / pairs / spread;
    const influences = Float64Array.from({ length: pairs }, (_, pair) => {
      const square = ((scores[pair]! - centre) ** 2 + (scores[pairs + pair]! - centre) ** 2) / 2;
      return (halfSquare(pair) - index * square) / spread;
    });
    total[i] = index;
    standardErrors[i] = Math.sqrt(variance(influences) / pairs);
  }
  return { total, standardErrors, variance: spread };
}
