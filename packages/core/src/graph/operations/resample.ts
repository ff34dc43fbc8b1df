import { add, matMul, reshape, type Tensor, type Tensor2D, transpose } from '@tensorflow/tfjs-core';
import { joinedAround, withLength } from '../../kernels/positions/along-axis.js';
import type { OperationKind } from '../operation-kind.js';
import type { Weight } from '../weight.js';

/**
 * A linear map along one axis, such as the interpolation of one axis of an image: y = x · M along the axis, with M `[in, out]`. An image
 * is resized by one such operation for its rows and one for its columns.
 */
export interface Resample {
  readonly kind: 'resample';
  /** 0 is the batch axis, which is not allowed. */
  readonly axis: number;
  readonly matrix: Weight;
}

export const resample: OperationKind<Resample> = {
  linear: true,
  forward: ({ axis, matrix }, [x]) => multiplied(x, axis, matrix as Tensor2D),
  reads: 'shapes',
  // A copy, because XNNPACK keeps what it knows of a right operand, and the transpose of a column or row is the same data.
  vjp: ({ axis, matrix }, _record, cotangent) => [
    multiplied(cotangent, axis, add(transpose(matrix as Tensor2D), 0)),
  ],
};

/** The axis is moved last, because tfjs-wasm multiplies a batch of matrices slowly. */
function multiplied(x: Tensor, axis: number, matrix: Tensor2D): Tensor {
  const lines = joinedAround(axis, x);
  const [before, length, after] = lines.shape;
  const [, wanted] = matrix.shape;
  const product = matMul(reshape(transpose(lines, [0, 2, 1]), [before * after, length]), matrix);
  return reshape(
    transpose(reshape(product, [before, after, wanted]), [0, 2, 1]),
    withLength(x.shape, axis, wanted),
  );
}
