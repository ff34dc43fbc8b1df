import { reshape, slice, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import { spreadOut } from './spread-out.js';

/** A kernel `[height, width, …, …]` with zeros between its cells, with which an ordinary convolution computes the dilated one. */
export function dilatedKernel(kernel: Tensor, dilations: readonly [number, number]): Tensor4D {
  const [height = 1, width = 1, a = 1, b = 1] = kernel.shape;
  const spread = spreadOut(reshape(kernel, [1, height, width, a * b]), dilations);
  const [rows, columns] = [(height - 1) * dilations[0] + 1, (width - 1) * dilations[1] + 1];
  return reshape(slice(spread, 0, [1, rows, columns, a * b]), [rows, columns, a, b]) as Tensor4D;
}
