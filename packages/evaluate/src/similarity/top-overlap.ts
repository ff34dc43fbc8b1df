import { checkOptions, checkPositive } from '@csm/base';
import { checkSameLength } from '../maps/check-maps.js';
import { hasNaN } from '../statistics/has-nan.js';

/** Options of {@link topOverlap}. */
export interface TopOverlapOptions {
  /** Share of the features that count as the top, above 0 and at most 1. Default 0.1. */
  readonly share?: number | undefined;
}

/**
 * Overlap of the k largest values of two maps: the number of features among the top k of both, divided by k. For
 * unrelated maps its expectation is k / n, the value of `share`. If equal values compete for the last ranks, this is
 * the expectation over breaking the ties at random, so that the zeros of a sparse map do not count as agreement. NaN
 * if a map contains NaN.
 *
 * Source: Ghorbani, Abid & Zou 2019 (arXiv 1710.10547), the top-k intersection.
 *
 * @throws if the maps do not have the same number of values, at least 1, or the share is out of range.
 * @category Similarity of maps
 */
export function topOverlap(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: TopOverlapOptions = {},
): number {
  checkOptions('topOverlap', options, { share: true });
  const { share = 0.1 } = options;
  checkSameLength('topOverlap', a, b);
  checkPositive('topOverlap', 'share', share, { max: 1 });
  if (hasNaN(a) || hasNaN(b)) return Number.NaN;
  const k = Math.max(1, Math.round(share * a.length));
  const inB = topProbabilities(b, k);
  return topProbabilities(a, k).reduce((sum, inA, at) => sum + inA * inB[at]!, 0) / k;
}

/** Probability of each feature to be among the k largest when ties are broken at random. */
export function topProbabilities(values: ArrayLike<number>, k: number): Float64Array {
  const numbers = Float64Array.from(values);
  const smallest = numbers.toSorted().at(-k)!;
  const above = numbers.filter((value) => value > smallest).length;
  const tied = numbers.filter((value) => value === smallest).length;
  const chance = (k - above) / tied;
  return numbers.map((value) => (value > smallest ? 1 : value === smallest ? chance : 0));
}
