import { checkSameLength } from '../maps/check.js';

/**
 * Pearson correlation of two maps, −1 to 1, over all their numbers. Unrelated maps have 0 in expectation. NaN where one is
 * constant.
 */
export function pearson(a: ArrayLike<number>, b: ArrayLike<number>): number {
  checkSameLength('pearson', a, b);
  const n = a.length;
  let [meanA, meanB] = [0, 0];
  for (let i = 0; i < n; i++) {
    meanA += a[i]! / n;
    meanB += b[i]! / n;
  }
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [x, y] = [a[i]! - meanA, b[i]! - meanB];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return Math.max(-1, Math.min(1, ab / Math.sqrt(aa * bb)));
}
