import { invalidArgument } from '../errors.js';
import { isConstant } from './is-constant.js';
import { mean } from './mean.js';

/**
 * Pearson correlation, −1 to 1: r = Σ(x − x̄)(y − ȳ) / √(Σ(x − x̄)² Σ(y − ȳ)²). NaN if one of the two is constant
 * (its values differ only by rounding) or contains NaN.
 * @throws if the lengths differ or are 0.
 * @category Similarity of maps
 */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): number {
  checkPair('pearson', x, y);
  if (isConstant(x) || isConstant(y)) return Number.NaN;
  const [meanX, meanY] = [mean(x), mean(y)];
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [(x[i] as number) - meanX, (y[i] as number) - meanY];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
}

/** @throws unless both have the same length, at least 1. */
export function checkPair(caller: string, x: ArrayLike<number>, y: ArrayLike<number>): void {
  if (x.length === y.length && x.length > 0) return;
  throw invalidArgument(
    `${caller}: expected two lists of the same length, at least 1; got ${x.length} and ${y.length} numbers.`,
  );
}
