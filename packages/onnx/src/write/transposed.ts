import { size } from '@csm/base';
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
  const strides = shape.map((_, axis) => size(shape.slice(axis + 1)));
  const lengths = permutation.map((axis) => shape[axis] ?? 1);
  const steps = permutation.map((axis) => strides[axis] ?? 1);
  const result = numbers.slice();
  const position = lengths.map(() => 0);
  let from = 0;
  for (let to = 0; to < result.length; to++) {
    result[to] = numbers[from] as never;
    for (let axis = lengths.length - 1; axis >= 0; axis--) {
      position[axis] = (position[axis] ?? 0) + 1;
      from += steps[axis] ?? 0;
      if ((position[axis] ?? 0) < (lengths[axis] ?? 1)) break;
      from -= (steps[axis] ?? 0) * (lengths[axis] ?? 1);
      position[axis] = 0;
    }
  }
  return result;
}
