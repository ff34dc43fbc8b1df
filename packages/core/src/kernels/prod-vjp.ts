import { backend_util, cumprod, mul, reshape, type Tensor, transpose } from '@tensorflow/tfjs-core';

/**
 * The cotangent of a tensor whose numbers were multiplied along some axes: for each factor, the product of those before it and
 * of those after it. (tfjs' own gradient needs methods of tensors that only `@tensorflow/tfjs` adds.)
 */
export function prodVjp(axis: number | readonly number[] | null | undefined, x: Tensor, dy: Tensor): Tensor {
  const axes = axis == null ? x.shape.map((_, i) => i) : [axis].flat();
  const order = backend_util.getAxesPermutation([...axes], x.rank) ?? x.shape.map((_, i) => i);
  const moved = transpose(x, order);
  const factors = reshape(moved, [dy.size, -1]);
  const others = mul(cumprod(factors, 1, true, false), cumprod(factors, 1, true, true));
  const cotangents = reshape(mul(reshape(dy, [dy.size, 1]), others), moved.shape);
  return transpose(cotangents, backend_util.getUndoAxesPermutation(order));
}
