/** Ranks from 1 upwards; ties share the mean of their ranks. If a value is NaN, so is every rank, as in scipy's `rankdata`. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const sorted = Array.from(values, (value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const result = new Float64Array(values.length);
  if (sorted.some(({ value }) => Number.isNaN(value))) return result.fill(Number.NaN);
  for (let start = 0; start < sorted.length; ) {
    const tied = sorted[start]?.value;
    let end = start + 1;
    while (end < sorted.length && sorted[end]?.value === tied) end++;
    for (const { index } of sorted.slice(start, end)) result[index] = (start + 1 + end) / 2;
    start = end;
  }
  return result;
}
