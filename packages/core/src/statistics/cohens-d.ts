import { invalidArgument, mean, variance } from '@csm/base';
import { checkScores } from './check-scores.js';

/**
 * Computes Cohen's d, the distance between the mean scores of the positives and the negatives in pooled standard deviations:
 * (x̄ − ȳ) / s, with s² = ((n − 1) s_x² + (m − 1) s_y²) / (n + m − 2). Infinite if neither set varies, and NaN if their
 * means are equal as well.
 *
 * Source: Cohen 1988, Statistical Power Analysis for the Behavioral Sciences.
 *
 * @throws if one of the sets has fewer than 2 scores or holds NaN.
 * @category Test a concept
 */
export function cohensD(positives: ArrayLike<number>, negatives: ArrayLike<number>): number {
  for (const [name, scores] of Object.entries({ positives, negatives })) {
    checkScores('cohensD', name, scores);
    if (scores.length < 2) throw invalidArgument(`cohensD: expected at least 2 ${name}; got 1.`);
  }
  const [n, m] = [positives.length, negatives.length];
  const within = (n - 1) * variance(positives) + (m - 1) * variance(negatives);
  return (mean(positives) - mean(negatives)) / Math.sqrt(within / (n + m - 2));
}
