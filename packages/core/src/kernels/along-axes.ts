import { reshape, type Tensor } from '@tensorflow/tfjs-core';

/** Values for some axes of a tensor, reshaped so that they broadcast over its other axes. */
export function alongAxes(axes: readonly number[], values: Tensor, tensor: Tensor): Tensor {
  return reshape(
    values,
    tensor.shape.map((length, axis) => (axes.includes(axis) ? length : 1)),
  );
}
