/**
 * Whether the difference of two means over rows ({@link meanOfRows}) is only float64 rounding: each |dₖ| ≤ (n/2 + 2) ε maxᵢ|xᵢₖ|, where n
 * counts the rows of both means and ε = 2⁻⁵². This bounds the rounding of the two sums.
 *
 * @param count n.
 * @param valueAt xᵢₖ. Few are read unless the difference is rounding: the first component above its bound decides.
 */
export function isRounding(
  difference: ArrayLike<number>,
  count: number,
  valueAt: (row: number, component: number) => number,
): boolean {
  const share = (count / 2 + 2) * Number.EPSILON;
  for (let k = 0; k < difference.length; k++) {
    let largest = 0;
    for (let i = 0; i < count; i++) largest = Math.max(largest, Math.abs(valueAt(i, k)));
    if (!(Math.abs(difference[k] ?? 0) <= share * largest)) return false;
  }
  return true;
}
