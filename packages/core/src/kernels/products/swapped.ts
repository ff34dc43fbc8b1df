import { type Tensor, transpose } from '@tensorflow/tfjs-core';

/** A tensor with its last two axes swapped. */
export function swapped(x: Tensor): Tensor {
  const leading = x.shape.map((_, axis) => axis).slice(0, -2);
  return transpose(x, [...leading, x.rank - 1, x.rank - 2]);
}
