import { pearson } from './pearson.js';
import { spearman } from './spearman.js';
import { ssim } from './ssim.js';
import { topOverlap } from './top-overlap.js';

/** How alike two maps of one input are. */
export interface MapSimilarity {
  /** {@link pearson}; unrelated maps: 0. */
  readonly pearson: number;
  /** {@link spearman}; unrelated maps: 0. */
  readonly spearman: number;
  /** {@link ssim} of the maps, each divided by its largest magnitude; NaN where the maps are no pictures of 7 × 7 or more. */
  readonly ssim: number;
  /** {@link topOverlap} of the largest tenth; unrelated maps: 0.1. */
  readonly topOverlap: number;
}

export const similarityNames = ['pearson', 'spearman', 'ssim', 'topOverlap'] as const;

/**
 * Four measures of how alike two maps of one input are.
 * @param shape of one map; where it is `[height, width]`, SSIM is computed too.
 */
export function mapSimilarity(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  shape: readonly number[] = [],
): MapSimilarity {
  const isPicture = shape.length === 2 && Math.min(...shape) >= 7;
  return {
    pearson: pearson(a, b),
    spearman: spearman(a, b),
    ssim: isPicture ? ssim(scaled(a), scaled(b), { shape, range: 2 }) : Number.NaN,
    topOverlap: topOverlap(a, b),
  };
}

function scaled(values: ArrayLike<number>): Float64Array {
  let limit = 0;
  for (let i = 0; i < values.length; i++) limit = Math.max(limit, Math.abs(values[i]!));
  return Float64Array.from(values, (value) => (limit === 0 ? 0 : value / limit));
}
