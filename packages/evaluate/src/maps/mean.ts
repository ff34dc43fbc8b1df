/** Mean of the numbers that are not NaN; NaN if there are none. */
export function meanDefined(values: ArrayLike<number>): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) continue;
    sum += values[i]!;
    count += 1;
  }
  return sum / count;
}

/** Standard error of the mean of the numbers that are not NaN; NaN if there are fewer than two. */
export function standardError(values: ArrayLike<number>): number {
  const mean = meanDefined(values);
  const squares = Array.from(values, (value) => (value - mean) ** 2).filter(
    (square) => !Number.isNaN(square),
  );
  const n = squares.length;
  return n < 2 ? Number.NaN : Math.sqrt(squares.reduce((a, b) => a + b, 0) / (n - 1) / n);
}
