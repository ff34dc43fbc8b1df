import { size } from '@csm/base';

/** An axis of an array in memory. */
interface StridedAxis {
  readonly length: number;
  /** Distance of its elements in the numbers; 0 repeats them. */
  readonly stride: number;
}

/** The numbers of an array in row-major order, read with strides. */
export function strided(data: ArrayLike<number>, axes: readonly StridedAxis[]): Float32Array {
  const shape = axes.map(({ length }) => length);
  const result = new Float32Array(size(shape));
  const strides = axes.map(({ stride }) => stride);
  eachOffset(shape, strides, 0, (from, to) => {
    result[to] = data[from] ?? 0;
  });
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

/** By how much the flat index of a row-major array grows along each axis. */
export function rowMajorStrides(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let i = shape.length - 2; i >= 0; i--) strides[i] = (strides[i + 1] ?? 1) * (shape[i + 1] ?? 1);
  return strides;
}

/** Calls a function with the flat index of each element in its array, and with its place in the row-major order of the shape. */
export function eachOffset(
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
  visit: (from: number, to: number) => void,
): void {
  const count = size(shape);
  const index = shape.map(() => 0);
  const last = shape.length - 1;
  let from = offset;
  for (let to = 0; to < count; to++) {
    visit(from, to);
    for (let axis = last; axis >= 0; axis--) {
      const [length = 1, stride = 0] = [shape[axis], strides[axis]];
      const next = (index[axis] ?? 0) + 1;
      from += stride;
      if (next < length) {
        index[axis] = next;
        break;
      }
      index[axis] = 0;
      from -= stride * length;
    }
  }
}
