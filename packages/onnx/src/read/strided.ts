/** An axis of an array in memory. */
interface StridedAxis {
  readonly length: number;
  /** Distance of its elements in the numbers; 0 repeats them. */
  readonly stride: number;
}

/** The numbers of an array in row-major order, read with strides. */
export function strided(data: ArrayLike<number>, axes: readonly StridedAxis[]): Float32Array {
  const total = axes.reduce((product, { length }) => product * length, 1);
  const result = new Float32Array(total);
  const index = axes.map(() => 0);
  let from = 0;
  for (let i = 0; i < total; i++) {
    result[i] = data[from] ?? 0;
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      const { length, stride } = axes[axis] ?? { length: 1, stride: 0 };
      from += stride;
      index[axis] = (index[axis] ?? 0) + 1;
      if ((index[axis] ?? 0) < length) break;
      from -= stride * length;
      index[axis] = 0;
    }
  }
  return result;
}

/** The numbers of a row-major array with its axes in another order. */
export function permuted(
  data: ArrayLike<number>,
  shape: readonly number[],
  order: readonly number[],
): Float32Array {
  const strides = rowMajorStrides(shape);
  return strided(
    data,
    order.map((axis) => ({ length: shape[axis] ?? 1, stride: strides[axis] ?? 1 })),
  );
}

export function rowMajorStrides(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let i = shape.length - 2; i >= 0; i--) strides[i] = (strides[i + 1] ?? 1) * (shape[i + 1] ?? 1);
  return strides;
}
