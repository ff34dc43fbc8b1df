import { checkCount, checkOptions, checkPositive, invalidArgument } from '@csm/base';
import { checkSameLength } from '../maps/check-maps.js';

/** Options of {@link ssim}. */
export interface SsimOptions {
  /** `[height, width]`. */
  readonly shape: readonly number[];
  /** Range of the values, the L of the formula: 2 for maps from −1 to 1. */
  readonly range: number;
  /** Side of the square window, odd. Default 7. */
  readonly window?: number | undefined;
}

/**
 * Structural similarity of two maps, −1 to 1: the mean, over all windows that fit, of
 * (2 μₐμ_b + C₁)(2 σ_ab + C₂) / ((μₐ² + μ_b² + C₁)(σₐ² + σ_b² + C₂)), with C₁ = (0.01 L)², C₂ = (0.03 L)², where L is
 * the range, and with unbiased variances, as in scikit-image's `structural_similarity`.
 *
 * A high value is weak evidence: maps that are zero in most windows are similar in these, regardless of the other
 * windows.
 *
 * Source: Wang et al. 2004 (doi 10.1109/TIP.2003.819861).
 *
 * @throws if the sizes do not fit, or the window is even or larger than the maps.
 * @category Similarity of maps
 */
export function ssim(a: ArrayLike<number>, b: ArrayLike<number>, options: SsimOptions): number {
  checkOptions('ssim', options, { shape: true, range: true, window: true });
  const { shape, range, window = 7 } = options;
  checkSameLength('ssim', a, b);
  checkCount('ssim', 'window', window, { min: 3 });
  checkPositive('ssim', 'range', range);
  const [height = 0, width = 0] = shape;
  if (shape.length !== 2 || height * width !== a.length) {
    throw invalidArgument(
      `ssim: shape must be [height, width] of the ${a.length} numbers; got [${shape.join(', ')}].`,
    );
  }
  if (window % 2 === 0 || window > Math.min(height, width)) {
    throw invalidArgument(
      `ssim: window must be odd and at most ${Math.min(height, width)}, the smaller side; got ${window}.`,
    );
  }
  let sum = 0;
  for (let top = 0; top <= height - window; top++) {
    for (let left = 0; left <= width - window; left++) {
      sum += windowSimilarity(a, b, { top, left, window, width, range });
    }
  }
  return sum / ((height - window + 1) * (width - window + 1));
}

function windowSimilarity(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  at: { top: number; left: number; window: number; width: number; range: number },
): number {
  const { top, left, window, width, range } = at;
  const n = window * window;
  let [sumA, sumB, aa, bb, ab] = [0, 0, 0, 0, 0];
  for (let row = top; row < top + window; row++) {
    for (let i = row * width + left; i < row * width + left + window; i++) {
      const [x, y] = [a[i]!, b[i]!];
      sumA += x;
      sumB += y;
      aa += x * x;
      bb += y * y;
      ab += x * y;
    }
  }
  const [meanA, meanB] = [sumA / n, sumB / n];
  const unbiased = (product: number, mean: number) => (product - n * mean) / (n - 1);
  const [varianceA, varianceB] = [unbiased(aa, meanA * meanA), unbiased(bb, meanB * meanB)];
  const covariance = unbiased(ab, meanA * meanB);
  const [c1, c2] = [(0.01 * range) ** 2, (0.03 * range) ** 2];
  const luminance = (2 * meanA * meanB + c1) / (meanA * meanA + meanB * meanB + c1);
  return (luminance * (2 * covariance + c2)) / (varianceA + varianceB + c2);
}
