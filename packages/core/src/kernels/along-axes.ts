import { reshape, type Tensor } from '@tensorflow/tfjs-core';

/** Values given for some axes of a tensor, shaped so that they broadcast over its others. */
export function alongAxes(axes: readonly number[], values: Tensor, tensor: Tensor): Tensor {
  return reshape(
    values,
    tensor.shape.map((length, axis) => (axes.includes(axis) ? length : 1)),
  );
}
