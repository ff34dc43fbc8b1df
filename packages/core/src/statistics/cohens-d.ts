import { mean, sampleVariance } from 'simple-statistics';
import { checkScores } from './roc-auc.js';

/**
 * Cohen's d: how many standard deviations the positives' mean score lies above the negatives':
 * (x̄ − ȳ) / s, with s² = ((n − 1) s_x² + (m − 1) s_y²) / (n + m − 2). Infinite where neither set varies, NaN
 * where their means are equal as well.
 *
 * Source: Cohen 1988, Statistical Power Analysis for the Behavioral Sciences.
 *
 * @throws if one of the sets has fewer than 2 scores or holds NaN.
 */
export function cohensD(positives: ArrayLike<number>, negatives: ArrayLike<number>): number {
  for (const [name, scores] of Object.entries({ positives, negatives })) {
    checkScores('cohensD', name, scores);
    if (scores.length < 2) throw new Error(`cohensD: expected at least 2 ${name}; got 1.`);
  }
  const [x, y] = [Array.from(positives), Array.from(negatives)];
  const within = (x.length - 1) * sampleVariance(x) + (y.length - 1) * sampleVariance(y);
  return (mean(x) - mean(y)) / Math.sqrt(within / (x.length + y.length - 2));
}
