import { add, matMul, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import type { RecurrentCell } from './recurrent-cells.js';

/** What a recurrent cell adds to its input: h R, with its bias. */
export function recalled({ recurrentKernel, recurrentBias }: RecurrentCell, hidden: Tensor): Tensor {
  const product = matMul(hidden as Tensor2D, recurrentKernel as Tensor2D);
  return recurrentBias ? add(product, recurrentBias) : product;
}
