import { pearson, spearman } from '@csm/base';
import { ssim } from './ssim.js';
import { topOverlap } from './top-overlap.js';

/** The similarity of two maps of one input. */
export interface MapSimilarity {
  /** Pearson correlation over all numbers, −1 to 1; 0 for unrelated maps; NaN if a map is constant. */
  readonly pearson: number;
  /** Spearman's rank correlation, −1 to 1; 0 for unrelated maps; NaN if a map is constant. */
  readonly spearman: number;
  /** {@link ssim} of the maps, each divided by its largest magnitude; NaN unless the maps are pictures of at least 7 × 7. */
  readonly ssim: number;
  /** {@link topOverlap} of the largest tenth; 0.1 for unrelated maps. */
  readonly topOverlap: number;
}

/** One value per measure of similarity. */
export function perSimilarity<T>(of: (name: keyof MapSimilarity) => T): Record<keyof MapSimilarity, T> {
  return {
    pearson: of('pearson'),
    spearman: of('spearman'),
    ssim: of('ssim'),
    topOverlap: of('topOverlap'),
  };
}

/**
 * Four measures of how similar two maps of one input are.
 *
 * Source: Adebayo et al. 2018 (arXiv 1810.03292) for rank correlation and SSIM of saliency maps.
 *
 * @param shape shape of one map; SSIM is computed if it is `[height, width]`.
 * @throws if the maps do not have the same number of values, at least 1.
 * @category Similarity of maps
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
    ssim: isPicture ? ssim(normalised(a), normalised(b), { shape, range: 2 }) : Number.NaN,
    topOverlap: topOverlap(a, b),
  };
}

/** Divided by the largest magnitude: values from −1 to 1. */
function normalised(values: ArrayLike<number>): Float64Array {
  const numbers = Float64Array.from(values);
  const limit = numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return numbers.map((value) => (limit === 0 ? 0 : value / limit));
}
