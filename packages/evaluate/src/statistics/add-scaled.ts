/** Adds a row, times a factor, to a sum in place. */
export function addScaled(sum: Float64Array, row: ArrayLike<number>, factor: number): void {
  for (let j = 0; j < sum.length; j++) sum[j] = (sum[j] ?? 0) + factor * (row[j] ?? 0);
}
