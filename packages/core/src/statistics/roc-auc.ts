import { wilcoxonRankSum } from 'simple-statistics';

/**
 * Area under the ROC curve: the chance that a positive scores higher than a negative, ties counted half. From the rank sum
 * R of the n positives among all: (R − n (n + 1) / 2) / (n m).
 *
 * Source: Mann & Whitney 1947.
 *
 * @throws if one of the two sets is empty or holds NaN.
 */
export function rocAuc(positives: ArrayLike<number>, negatives: ArrayLike<number>): number {
  const [n, m] = [positives.length, negatives.length];
  checkScores('rocAuc', 'positives', positives);
  checkScores('rocAuc', 'negatives', negatives);
  const rankSum = wilcoxonRankSum(Array.from(positives), Array.from(negatives));
  return (rankSum - (n * (n + 1)) / 2) / (n * m);
}

/** @throws if there are none or one is NaN. */
export function checkScores(caller: string, name: string, scores: ArrayLike<number>): void {
  if (scores.length === 0) throw new Error(`${caller}: got no ${name}; give at least one score.`);
  const bad = Array.from(scores).findIndex(Number.isNaN);
  if (bad !== -1) throw new Error(`${caller}: score ${bad} of the ${name} is NaN.`);
}
