import { add, matMul, type Tensor2D, transpose } from '@tensorflow/tfjs-core';
import type { Weight } from '../graph.js';
import { type OperationKind, weight } from './operation-kind.js';

/** Fully connected layer, kernel `[in, out]`; y = x W + b. */
export interface Dense {
  readonly kind: 'dense';
  readonly kernel: Weight;
  readonly bias?: Weight;
}

export const dense: OperationKind<Dense> = {
  fromLayer(layer, inputRank) {
    // On inputs of rank 3 and more Dense contracts the last axis; that is left to the layer itself.
    if (layer.getClassName() !== 'Dense' || inputRank !== 2) return undefined;
    const bias = weight(layer, 'bias');
    return { kind: 'dense', kernel: weight(layer, 'kernel')!, ...(bias && { bias }) };
  },
  // The bias is added last for the same reason as in a convolution.
  forward: ({ kernel, bias }, [x]) => {
    const sum = matMul(x as Tensor2D, kernel as Tensor2D);
    return bias ? add(sum, bias) : sum;
  },
  // (W · dyᵀ)ᵀ equals dy · Wᵀ and leaves the big operand as it lies in memory: tfjs-wasm is slow on transposed operands.
  vjp: ({ kernel }, _record, cotangent) => [
    transpose(matMul(kernel as Tensor2D, transpose(cotangent as Tensor2D))),
  ],
};
