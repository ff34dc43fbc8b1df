import { largest, smallest, standardDeviation } from '@csm/base';
import { entropy } from '../../complexity/complexity.js';

const [FEWEST_BINS, MOST_BINS] = [10, 200];

/** Number of bins of a histogram by Scott's rule, of width 3.49 σ n^(−1/3), from 10 to 200. */
export function scottsRule(values: Float32Array): number {
  const width = 3.49 * standardDeviation(values) * values.length ** (-1 / 3);
  const bins = Math.ceil((largest(values) - smallest(values)) / width);
  return Math.min(MOST_BINS, Math.max(FEWEST_BINS, bins || FEWEST_BINS));
}

/** Entropy, in nats, of the histogram of values with equal bins from the smallest to the largest; 0 if all are equal. */
export function histogramEntropy(values: Float32Array, bins: number): number {
  const [least, most] = [smallest(values), largest(values)];
  const counts = new Float64Array(bins);
  for (const value of values) {
    const bin = most === least ? 0 : Math.floor((bins * (value - least)) / (most - least));
    counts[Math.min(bin, bins - 1)]! += 1;
  }
  return entropy(counts);
}
