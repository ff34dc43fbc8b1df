import { isConstant } from './is-constant.js';
import { mean } from './mean.js';

/**
 * Unbiased variance, s² = Σ(x − x̄)² / (n − 1), in two passes. Exactly 0 for values that differ only by rounding; NaN
 * for fewer than two values.
 */
export function variance(values: ArrayLike<number>): number {
  if (values.length < 2) return Number.NaN;
  if (isConstant(values)) return 0;
  const centre = mean(values);
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += ((values[i] as number) - centre) ** 2;
  return squares / (values.length - 1);
}

/** Standard deviation: the root of the unbiased {@link variance}. */
export function standardDeviation(values: ArrayLike<number>): number {
  return Math.sqrt(variance(values));
}
