import { invalidArgument } from '@csm/base';
import { checkSameLength } from '../maps/check-maps.js';
import { hasNaN } from '../statistics/has-nan.js';

/**
 * Average precision of scores as a detector of the labels: Σ (Rₙ − Rₙ₋₁) Pₙ over the distinct scores in descending
 * order, where P and R are the precision and recall of all items with that score or a higher one. The expected value
 * for uninformative scores is the share of positives. As scikit-learn's `average_precision_score`.
 *
 * @param labels 0 or 1 for each score.
 * @throws if no label is positive, or a score is NaN.
 * @category Localisation
 */
export function averagePrecision(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  checkSameLength('averagePrecision', scores, labels);
  if (hasNaN(scores)) throw invalidArgument('averagePrecision: a score is NaN, which has no rank.');
  const ranked = Array.from(scores, (score, i) => ({ score, positive: labels[i] !== 0 }));
  ranked.sort((a, b) => b.score - a.score);
  const positives = ranked.filter(({ positive }) => positive).length;
  if (positives === 0) throw invalidArgument('averagePrecision: at least one label must be positive.');
  let [sum, hits, gained] = [0, 0, 0];
  for (const [at, { score, positive }] of ranked.entries()) {
    if (positive) gained += 1;
    if (ranked[at + 1]?.score === score) continue;
    hits += gained;
    sum += (gained / positives) * (hits / (at + 1));
    gained = 0;
  }
  return sum;
}
