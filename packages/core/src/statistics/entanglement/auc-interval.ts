import { erfc } from '@csm/base';

/** An AUC and its variance. */
export interface AucEstimate {
  readonly auc: number;
  /** For an interval (DeLong); 0 if the scores separate the two sides fully. */
  readonly variance: number;
  /** If the side does not depend on the score, which is exact also for few examples (Mann & Whitney, with ties). */
  readonly nullVariance: number;
}

/** The numbers of examples on both sides, and the AUC; undefined if one side has fewer than two examples. */
export interface RankedAuc {
  readonly positives: number;
  readonly negatives: number;
  readonly estimate: AucEstimate | undefined;
}

/**
 * Prepares the area under the ROC curve, and its variance, for many ways to divide some examples in two. The scores are sorted
 * once; each division then costs one pass.
 *
 * The variance is Var(Pᵢ) / n + Var(Nⱼ) / m, with Pᵢ the share of the negatives that positive i exceeds, and Nⱼ the share of
 * the positives that negative j exceeds; ties count half. Under the null it is (n + m + 1) / (12 n m), less for ties.
 *
 * Sources: DeLong, DeLong & Clarke-Pearson 1988 (Biometrics 44); Mann & Whitney 1947 for the null.
 *
 * @returns a function of the side of each example: true, false, or undefined for those that do not count.
 */
export function rankedAuc(
  scores: Float64Array,
): (sideOf: (example: number) => boolean | undefined) => RankedAuc {
  const order = Uint32Array.from(scores.keys()).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  return (sideOf) => {
    let [positives, negatives, ties] = [0, 0, 0];
    // Sums of the numbers of examples of the other side that lie below, and of their squares.
    const [above, below] = [
      { sum: 0, squares: 0 },
      { sum: 0, squares: 0 },
    ];
    for (let start = 0, end = 0; start < order.length; start = end) {
      const tied = scores[order[start] ?? 0];
      let [up, down] = [0, 0];
      for (; end < order.length && scores[order[end] ?? 0] === tied; end++) {
        const side = sideOf(order[end] ?? 0);
        if (side === true) up++;
        else if (side === false) down++;
      }
      const [negativesBelow, positivesBelow] = [negatives + down / 2, positives + up / 2];
      above.sum += up * negativesBelow;
      above.squares += up * negativesBelow ** 2;
      below.sum += down * positivesBelow;
      below.squares += down * positivesBelow ** 2;
      ties += (up + down) ** 3 - (up + down);
      positives += up;
      negatives += down;
    }
    if (Math.min(positives, negatives) < 2) return { positives, negatives, estimate: undefined };
    const varianceOf = ({ sum, squares }: typeof above, count: number, others: number) =>
      Math.max(0, squares - sum ** 2 / count) / (count - 1) / others ** 2;
    const auc = above.sum / (positives * negatives);
    const variance =
      varianceOf(above, positives, negatives) / positives +
      varianceOf(below, negatives, positives) / negatives;
    const all = positives + negatives;
    const nullVariance = (all + 1 - ties / (all * (all - 1))) / (12 * positives * negatives);
    return { positives, negatives, estimate: { auc, variance, nullVariance } };
  };
}

/** The two ends auc ± z s, from 0 to 1. */
export function aucInterval(
  { auc, variance: v }: AucEstimate,
  confidence: number,
): readonly [number, number] {
  const reach = normalQuantile((1 + confidence) / 2) * Math.sqrt(v);
  return [Math.max(0, auc - reach), Math.min(1, auc + reach)];
}

/** Two-sided p-value, by the normal approximation. */
export function pOfHalf({ auc, nullVariance }: AucEstimate): number {
  if (auc === 0.5) return 1;
  return erfc(Math.abs(auc - 0.5) / Math.sqrt(2 * nullVariance));
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
