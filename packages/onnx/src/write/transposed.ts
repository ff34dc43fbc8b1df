import { eachOffset, rowMajorStrides } from '../read/strided.js';
import type { Numbers } from './value.js';

/**
 * The elements of a tensor with its axes in another order.
 * @param permutation for each axis of the result, the axis of `shape`.
 */
export function transposed(
  numbers: Numbers,
  shape: readonly number[],
  permutation: readonly number[],
): Numbers {
  const strides = rowMajorStrides(shape);
  const lengths = permutation.map((axis) => shape[axis] ?? 1);
  const steps = permutation.map((axis) => strides[axis] ?? 1);
  const result = numbers.slice();
  eachOffset(lengths, steps, 0, (from, to) => {
    result[to] = numbers[from] as never;
  });
  return result;
}
