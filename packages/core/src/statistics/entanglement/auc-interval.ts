import { ranks, variance } from '@csm/base';
import { erfc } from '../special-functions.js';

/** An AUC and its variance. */
export interface AucEstimate {
  readonly auc: number;
  readonly variance: number;
}

/**
 * The area under the ROC curve and its variance, Var(Pᵢ) / n + Var(Nⱼ) / m, with Pᵢ the share of the negatives that positive i
 * exceeds, and Nⱼ the share of the positives that exceed negative j; ties count half. The variance is 0 if the scores separate
 * the two sets fully.
 *
 * Source: DeLong, DeLong & Clarke-Pearson 1988 (Biometrics 44).
 *
 * @param positives at least two scores.
 * @param negatives at least two scores.
 */
export function aucEstimate(positives: Float64Array, negatives: Float64Array): AucEstimate {
  const [n, m] = [positives.length, negatives.length];
  const all = new Float64Array(n + m);
  all.set(positives);
  all.set(negatives, n);
  const together = ranks(all);
  const [own, ownNegatives] = [ranks(positives), ranks(negatives)];
  const above = own.map((rank, i) => ((together[i] ?? 0) - rank) / m);
  const below = ownNegatives.map((rank, j) => 1 - ((together[n + j] ?? 0) - rank) / n);
  const auc = above.reduce((sum, share) => sum + share, 0) / n;
  return { auc, variance: variance(above) / n + variance(below) / m };
}

/** The two ends auc ± z s, from 0 to 1. */
export function aucInterval(
  { auc, variance: v }: AucEstimate,
  confidence: number,
): readonly [number, number] {
  const reach = normalQuantile((1 + confidence) / 2) * Math.sqrt(v);
  return [Math.max(0, auc - reach), Math.min(1, auc + reach)];
}

/** Two-sided p-value of an AUC of 0.5. */
export function pOfHalf({ auc, variance: v }: AucEstimate): number {
  if (auc === 0.5) return 1;
  return erfc(Math.abs(auc - 0.5) / Math.sqrt(2 * v));
}

/** The number below which a standard normal one lies with this probability, 0.5 to 1; by bisection. */
function normalQuantile(probability: number): number {
  let [low, high] = [0, 40];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (1 - erfc(middle / Math.SQRT2) / 2 < probability) low = middle;
    else high = middle;
  }
  return high;
}
