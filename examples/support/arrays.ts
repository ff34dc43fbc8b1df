import ndarray, { type NdArray } from 'ndarray';

/** Mean over the first axis. The array must be row-major and start at its data's first number. */
export function mean(array: NdArray<Float32Array>): NdArray<Float32Array> {
  const count = array.shape[0]!;
  const size = array.size / count;
  const sums = new Float64Array(size);
  array.data.forEach((value, i) => {
    sums[i % size]! += value / count;
  });
  return ndarray(Float32Array.from(sums), array.shape.slice(1));
}

/** Arithmetic mean. */
export function average(values: ArrayLike<number>): number {
  return Array.from(values).reduce((a, b) => a + b, 0) / values.length;
}
