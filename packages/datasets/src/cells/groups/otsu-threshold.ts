import { invalidArgument } from '@csm/base';
import { checkNumbers } from './check-numbers.js';

/**
 * The threshold between low and high values, by Otsu's method: it maximises the variance between the two classes,
 * n₀ n₁ (m₁ − m₀)² / n², over all thresholds between two different values; with n₀ and n₁ values and means m₀ and m₁. Exact: no
 * histogram. Of equally good thresholds, the lowest. NaN is left out.
 *
 * It always finds a threshold, also for values that form no two classes, and it is drawn to the larger class if one class has only a
 * few percent of the values: look at the histogram. Take the logarithm, ln(1 + x), of counts first.
 *
 * Source: Otsu 1979 (doi 10.1109/TSMC.1979.4310076).
 *
 * @returns the middle between the largest low value and the smallest high value.
 * @throws if there are fewer than two different values, or one is infinite.
 * @category Groups of cells
 */
export function otsuThreshold(values: ArrayLike<number>): number {
  const sorted = checkNumbers('otsuThreshold', values)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const [least = Number.NaN, most = Number.NaN] = [sorted[0], sorted.at(-1)];
  if (!(least < most && Number.isFinite(most - least))) {
    throw invalidArgument(
      `otsuThreshold: values must be finite, and at least two must differ; got ${sorted.length} values from ${least} to ${most}.`,
    );
  }
  // Sums of differences from the least value, so that a large common offset does not cancel.
  const total = sorted.reduce((sum, value) => sum + (value - least), 0);
  let [below, best, threshold] = [0, -1, least];
  for (let n = 1; n < sorted.length; n++) {
    const [last, next] = [sorted[n - 1]!, sorted[n]!];
    below += last - least;
    if (last === next) continue;
    const distance = (total - below) / (sorted.length - n) - below / n;
    const between = n * (sorted.length - n) * distance ** 2;
    if (between <= best) continue;
    best = between;
    threshold = last + (next - last) / 2;
  }
  return threshold;
}
