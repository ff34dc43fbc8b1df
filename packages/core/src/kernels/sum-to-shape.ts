import { reshape, sum, type Tensor } from '@tensorflow/tfjs-core';

/** The transpose of broadcasting from a shape: a tensor of a shape to which it broadcasts is summed along what was repeated. */
export function sumToShape(tensor: Tensor, shape: readonly number[]): Tensor {
  if (`${tensor.shape}` === `${shape}`) return tensor;
  const offset = tensor.rank - shape.length;
  const repeated = tensor.shape.flatMap((length, axis) =>
    axis < offset || shape[axis - offset] !== length ? [axis] : [],
  );
  return reshape(repeated.length === 0 ? tensor : sum(tensor, repeated), [...shape]);
}
