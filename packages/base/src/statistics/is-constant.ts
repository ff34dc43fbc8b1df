const ROUNDING = 4 * Number.EPSILON;

/**
 * Whether all values are equal, except for float64 rounding: max − min ≤ 4ε · max|x|, with ε = 2⁻⁵². The sum of
 * squared deviations cannot be used for this, because the mean of equal numbers is rounded and may differ from them.
 *
 * @param rounding the share of max|x| by which equal values may differ. Default 4ε.
 */
export function isConstant(values: ArrayLike<number>, rounding = ROUNDING): boolean {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isFinite(value)) return false;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return most - least <= rounding * Math.max(Math.abs(least), Math.abs(most));
}
