import { holdsNaN } from '../maps/check.js';
import { pearson } from './pearson.js';

/**
 * Spearman's rank correlation of two maps: the Pearson correlation of their ranks, ties given their mean rank. Unrelated
 * maps have 0 in expectation. NaN where one is constant or holds NaN.
 *
 * Source: Spearman 1904; for saliency maps, Adebayo et al. 2018 (arXiv 1810.03292).
 */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return holdsNaN(a) || holdsNaN(b) ? Number.NaN : pearson(ranks(a), ranks(b));
}

/** Ranks from 1 upwards; equal values share the mean of theirs. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from({ length: values.length }, (_, i) => i).sort(
    (i, j) => values[i]! - values[j]!,
  );
  const result = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let at = start; at < end; at++) result[order[at]!] = (start + 1 + end) / 2;
    start = end;
  }
  return result;
}
