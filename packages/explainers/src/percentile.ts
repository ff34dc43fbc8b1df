/** How the index of a percentile is computed; `float32` is that of TensorFlow before 1.13. */
export type IndexPrecision = 'float64' | 'float32';

/**
 * The percentile that the reference implementation takes (`tf.contrib.distributions.percentile`, interpolation
 * "nearest"): the values in descending order, at index round((d − 1)(1 − q/100)), halves to even.
 *
 * @param values at least one; not changed.
 * @param q 0 to 100.
 */
export function nearestPercentile(
  values: Float32Array,
  q: number,
  precision: IndexPrecision = 'float64',
): number {
  const index = percentileIndex(values.length, q, precision);
  return kthSmallest(values.slice(), values.length - 1 - index);
}

/** Index into the values in descending order. */
export function percentileIndex(count: number, q: number, precision: IndexPrecision): number {
  const exact =
    precision === 'float64'
      ? (count - 1) * (1 - q / 100)
      : Math.fround(Math.fround(count - 1) * Math.fround(1 - Math.fround(q / 100)));
  return Math.min(count - 1, Math.max(0, roundHalfToEven(exact)));
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Hoare's quickselect with the median of three as pivot; reorders the values. */
function kthSmallest(values: Float32Array, k: number): number {
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const pivot = medianOfThree(values[left]!, values[(left + right) >> 1]!, values[right]!);
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const swap = values[i]!;
      values[i++] = values[j]!;
      values[j--] = swap;
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else break;
  }
  return values[k]!;
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
