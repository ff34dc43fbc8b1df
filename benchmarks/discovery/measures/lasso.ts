/** Sweeps after which coordinate descent stops. */
const MOST_SWEEPS = 1000;

/**
 * The lasso: the weights w that minimise ½ ‖y − X w‖² / n + λ Σ|w|, by coordinate descent on the covariances.
 *
 * Source: Friedman, Hastie & Tibshirani 2010 (Journal of Statistical Software 33).
 *
 * @param covariance XᵀX / n, rows.
 * @param target Xᵀy / n.
 * @param start the weights from which the descent starts; not changed.
 */
export function lasso(
  covariance: readonly Float64Array[],
  target: Float64Array,
  lambda: number,
  start: Float64Array,
): Float64Array {
  const weights = start.slice();
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let change = 0;
    for (const [j, row] of covariance.entries()) {
      if (row[j] === 0) continue;
      let slope = target[j]! + row[j]! * weights[j]!;
      for (let k = 0; k < weights.length; k++) slope -= row[k]! * weights[k]!;
      const next = (Math.sign(slope) * Math.max(0, Math.abs(slope) - lambda)) / row[j]!;
      change = Math.max(change, Math.abs(next - weights[j]!));
      weights[j] = next;
    }
    if (change < 1e-9) break;
  }
  return weights;
}
