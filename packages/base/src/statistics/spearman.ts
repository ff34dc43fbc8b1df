import { checkPair, pearson } from './pearson.js';
import { ranks } from './ranks.js';

/**
 * Spearman's rank correlation, −1 to 1: the Pearson correlation of the ranks, where ties share their mean rank. NaN if one
 * of the two is constant or holds NaN.
 *
 * Source: Spearman 1904.
 *
 * @throws if the lengths differ or are 0.
 * @category Similarity of maps
 */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number {
  checkPair('spearman', x, y);
  return pearson(ranks(x), ranks(y));
}
