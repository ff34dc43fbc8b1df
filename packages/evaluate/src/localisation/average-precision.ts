import { checkSameLength, holdsNaN } from '../maps/check.js';

/**
 * Average precision of scores as detector of the labels: Σ (Rₙ − Rₙ₋₁) Pₙ over the distinct scores from the highest down, P
 * the precision and R the recall of what is scored that or higher. Scores that know nothing reach the share of positives.
 * As scikit-learn's `average_precision_score`.
 *
 * @param labels 0 or 1 each.
 * @throws if there is no positive, or a score is NaN.
 */
export function averagePrecision(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  checkSameLength('averagePrecision', scores, labels);
  if (holdsNaN(scores)) throw new Error('averagePrecision: a score is NaN, which has no rank.');
  const order = Uint32Array.from({ length: scores.length }, (_, i) => i).sort(
    (i, j) => scores[j]! - scores[i]!,
  );
  let positives = 0;
  for (let i = 0; i < labels.length; i++) positives += labels[i]! === 0 ? 0 : 1;
  if (positives === 0) throw new Error('averagePrecision: there is no positive label.');
  let [sum, hits, gained] = [0, 0, 0];
  order.forEach((index, at) => {
    if (labels[index]! !== 0) gained += 1;
    const next = order[at + 1];
    if (next !== undefined && scores[next] === scores[index]) return;
    hits += gained;
    sum += (gained / positives) * (hits / (at + 1));
    gained = 0;
  });
  return sum;
}
