import {
  argMax,
  backend_util,
  cast,
  oneHot,
  onesLike,
  reshape,
  type Tensor,
  transpose,
  zerosLike,
} from '@tensorflow/tfjs-core';

/** 1 at the largest number along some axes, of several equal ones at the first in row-major order, else 0. */
export function firstMaxima(x: Tensor, axes: readonly number[]): Tensor {
  const order = backend_util.getAxesPermutation([...axes], x.rank) ?? x.shape.map((_, axis) => axis);
  const moved = transpose(x, order);
  const count = axes.reduce((product, axis) => product * (x.shape[axis] ?? 1), 1);
  if (count === 1) return onesLike(x);
  if (x.size === 0) return zerosLike(x);
  const first = cast(oneHot(argMax(reshape(moved, [x.size / count, count]), 1), count), 'float32');
  return transpose(reshape(first, moved.shape), backend_util.getUndoAxesPermutation(order));
}
