import { matMul, reshape, type Tensor, type Tensor2D, transpose } from '@tensorflow/tfjs-core';
import type { OperationKind } from '../operation-kind.js';
import type { Weight } from '../weight.js';

/**
 * A linear map along one axis, such as the interpolation of one axis of an image: y = x · M along the axis, with M `[in, out]`. An image
 * is resized by one such operation for its rows and one for its columns.
 */
export interface Resample {
  readonly kind: 'resample';
  /** Counted from the batch axis, which it is not. */
  readonly axis: number;
  readonly matrix: Weight;
}

export const resample: OperationKind<Resample> = {
  linear: true,
  forward: ({ axis, matrix }, [x]) => along(axis, transpose(matrix), x),
  reads: 'shapes',
  vjp: ({ axis, matrix }, _record, cotangent) => [along(axis, matrix, cotangent)],
};

/** Multiplies a matrix `[to, from]` by the numbers along an axis. */
function along(axis: number, matrix: Tensor, x: Tensor): Tensor {
  const [to = 1, from = 1] = matrix.shape;
  const before = x.shape.slice(0, axis);
  const after = x.shape.slice(axis + 1);
  const count = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);
  const [outer, inner] = [count(before), count(after)];
  // The axis first, so that one product of matrices does.
  const columns = reshape(transpose(reshape(x, [outer, from, inner]), [1, 0, 2]), [from, outer * inner]);
  const product = reshape(matMul(matrix as Tensor2D, columns as Tensor2D), [to, outer, inner]);
  return reshape(transpose(product, [1, 0, 2]), [...before, to, ...after]);
}
