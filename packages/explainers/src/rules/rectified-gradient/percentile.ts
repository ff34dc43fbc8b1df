/** The arithmetic with which a percentile's index is computed; `float32` is that of TensorFlow before 1.13. */
export type IndexPrecision = 'float64' | 'float32';

/**
 * The percentile of the reference implementation (`tf.contrib.distributions.percentile`, interpolation "nearest"):
 * the value at index round((d − 1)(1 − q/100)), halves to even, of the d values in descending order.
 *
 * @param values at least one; not changed.
 * @param q from 0 to 100.
 * @category Backward rules
 */
export function nearestPercentile(
  values: Float32Array,
  q: number,
  precision: IndexPrecision = 'float64',
): number {
  const index = percentileIndex(values.length, q, precision);
  return kthSmallest(values, values.length - 1 - index);
}

/** The index of a percentile in the values in descending order. */
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

/**
 * The number of values from which selection by bins is faster than quickselect: with eight times as many, it takes half the
 * time.
 */
const MANY = 2 ** 15;

/** The value at index k of the sorted values. */
function kthSmallest(values: Float32Array, k: number): number {
  return values.length < MANY ? quickselect(values.slice(), k) : selectByBins(values, k);
}

/**
 * Counts the values by the first 16 bits of their float32 (sign, exponent, seven bits of the mantissa), finds the bin that
 * contains the k-th smallest, and selects only among the values of that bin.
 */
function selectByBins(values: Float32Array, k: number): number {
  const halves = new Uint16Array(values.buffer, values.byteOffset, 2 * values.length);
  const counts = new Uint32Array(2 ** 16);
  for (let i = UPPER_HALF; i < halves.length; i += 2) counts[halves[i]!]! += 1;

  let rank = k;
  let order = 0;
  for (; rank >= counts[binAt(order)]!; order++) rank -= counts[binAt(order)]!;
  const bin = binAt(order);
  const inside = new Float32Array(counts[bin]!);
  let found = 0;
  for (let i = 0; found < inside.length; i++) {
    if (halves[2 * i + UPPER_HALF] === bin) inside[found++] = values[i]!;
  }
  return quickselect(inside, rank);
}

/** The index of the upper 16 bits of a 32-bit number. */
const UPPER_HALF = new Uint16Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

/** The bins in the order of their values: negative floats have the sign bit set and count downwards. */
const binAt = (order: number): number => (order < 2 ** 15 ? 2 ** 16 - 1 - order : order - 2 ** 15);

/** Hoare's quickselect with the median of three as pivot; it reorders the values. */
function quickselect(values: Float32Array, k: number): number {
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
