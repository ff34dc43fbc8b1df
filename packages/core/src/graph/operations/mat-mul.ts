import type { Tensor } from '@tensorflow/tfjs-core';
import { batchedMatMul } from '../../kernels/products/batched-mat-mul.js';
import { swapped } from '../../kernels/products/swapped.js';
import { sumToShape } from '../../kernels/sum-to-shape.js';
import type { OperationKind } from '../operation-kind.js';

/**
 * The product of two matrices for each position of the axes before them: `[batch, …, m, k]` and `[batch, …, k, n]` give `[batch, …, m, n]`.
 * Leading axes of length 1 are broadcast; both inputs have the same rank.
 */
export interface MatMul {
  readonly kind: 'matMul';
  /** Whether the first input's matrices are `[k, m]`. Default false. */
  readonly transposeA?: boolean;
  /** Whether the second input's matrices are `[n, k]`. Default false. */
  readonly transposeB?: boolean;
}

export const matMul: OperationKind<MatMul> = {
  linear: (_operation, constantInputs) => constantInputs.includes(true),
  forward: ({ transposeA, transposeB }, inputs) => {
    const [a, b] = inputs as unknown as [Tensor, Tensor];
    return batchedMatMul(transposeA ? swapped(a) : a, transposeB ? swapped(b) : b);
  },
  reads: 'inputs',
  vjp: ({ transposeA, transposeB }, { inputs }, g) => {
    const [a, b] = inputs as unknown as [Tensor, Tensor];
    const toA = transposeA
      ? batchedMatMul(transposeB ? swapped(b) : b, swapped(g))
      : batchedMatMul(g, transposeB ? b : swapped(b));
    const toB = transposeB
      ? batchedMatMul(swapped(g), transposeA ? swapped(a) : a)
      : batchedMatMul(transposeA ? a : swapped(a), g);
    return [sumToShape(toA, a.shape), sumToShape(toB, b.shape)];
  },
};
