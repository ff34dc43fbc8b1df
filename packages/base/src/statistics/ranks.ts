/** Ranks from 1 upwards; ties share the mean of their ranks. If a value is NaN, so is every rank, as in scipy's `rankdata`. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const numbers = Float64Array.from(values);
  const result = new Float64Array(numbers.length);
  if (numbers.some(Number.isNaN)) return result.fill(Number.NaN);
  // Sorting indices in a typed array is several times as fast as sorting objects.
  const order = Uint32Array.from(numbers.keys()).sort((a, b) => (numbers[a] ?? 0) - (numbers[b] ?? 0));
  for (let start = 0; start < order.length; ) {
    const tied = numbers[order[start] ?? 0];
    let end = start + 1;
    while (end < order.length && numbers[order[end] ?? 0] === tied) end++;
    for (const index of order.subarray(start, end)) result[index] = (start + 1 + end) / 2;
    start = end;
  }
  return result;
}
