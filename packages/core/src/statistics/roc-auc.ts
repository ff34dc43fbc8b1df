import { ranks } from '@csm/base';
import { checkScores } from './check-scores.js';

/**
 * Computes the area under the ROC curve: the probability that a positive scores higher than a negative, with ties counted
 * half. From the rank sum R of the n positives among all scores: (R − n (n + 1) / 2) / (n m).
 *
 * Source: Mann & Whitney 1947.
 *
 * @throws if one of the two sets is empty or holds NaN.
 * @category Test a concept
 */
export function rocAuc(positives: ArrayLike<number>, negatives: ArrayLike<number>): number {
  checkScores('rocAuc', 'positives', positives);
  checkScores('rocAuc', 'negatives', negatives);
  const [n, m] = [positives.length, negatives.length];
  const scores = new Float64Array(n + m);
  scores.set(positives);
  scores.set(negatives, n);
  const rankSum = ranks(scores)
    .subarray(0, n)
    .reduce((sum, rank) => sum + rank, 0);
  return (rankSum - (n * (n + 1)) / 2) / (n * m);
}
