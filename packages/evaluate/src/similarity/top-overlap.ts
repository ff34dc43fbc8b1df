import { checkPositive, checkSameLength, holdsNaN } from '../maps/check.js';

/** Options of {@link topOverlap}. */
export interface TopOverlapOptions {
  /** Share of the features that are the top, above 0 to 1. Default 0.1. */
  share?: number | undefined;
}

/**
 * Overlap of the k largest values of two maps: the number of features in both, over k. Of unrelated maps it is k / n in
 * expectation, that is the share. Where equal values compete for the last places, the expectation over breaking the ties at
 * random: zeros of a sparse map do not count as agreement. NaN where one holds NaN.
 *
 * Source: Ghorbani, Abid & Zou 2019 (arXiv 1710.10547), the top-k intersection.
 */
export function topOverlap(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: TopOverlapOptions = {},
): number {
  const { share = 0.1 } = options;
  checkSameLength('topOverlap', a, b);
  checkPositive('topOverlap', 'share', share, 1);
  if (holdsNaN(a) || holdsNaN(b)) return Number.NaN;
  const k = Math.max(1, Math.round(share * a.length));
  const [inA, inB] = [chances(a, k), chances(b, k)];
  return inA.reduce((sum, chance, i) => sum + chance * inB[i]!, 0) / k;
}

/** The chance of each feature to be among the k largest, ties broken at random. */
function chances(values: ArrayLike<number>, k: number): Float64Array {
  const last = Float64Array.from(values).sort().at(-k)!;
  let above = 0;
  let tied = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i]! > last) above += 1;
    if (values[i] === last) tied += 1;
  }
  const chance = (k - above) / tied;
  return Float64Array.from(values, (value) => (value > last ? 1 : value === last ? chance : 0));
}
