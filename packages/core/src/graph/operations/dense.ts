import { add, matMul, reshape, type Tensor, type Tensor2D, transpose } from '@tensorflow/tfjs-core';
import { type OperationKind, ownWeight, weight } from '../operation-kind.js';
import type { Weight } from '../weight.js';

/** Fully connected layer over the last axis, kernel `[in, out]`; y = x W + b. */
export interface Dense {
  readonly kind: 'dense';
  readonly kernel: Weight;
  readonly bias?: Weight;
}

export const dense: OperationKind<Dense> = {
  linear: true,
  fromLayer(layer) {
    if (layer.getClassName() !== 'Dense') return undefined;
    const bias = weight(layer, 'bias');
    return { kind: 'dense', kernel: ownWeight(layer, 'kernel'), ...(bias && { bias }) };
  },
  // The bias is added last, for the same reason as in a convolution.
  forward: ({ kernel, bias }, [x]) => {
    const sum = matMul(asMatrix(x), kernel as Tensor2D);
    const [, units = 0] = kernel.shape;
    return reshape(bias ? add(sum, bias) : sum, [...x.shape.slice(0, -1), units]);
  },
  // (W · dyᵀ)ᵀ equals dy · Wᵀ and does not transpose the large operand: tfjs-wasm is slow on transposed operands.
  reads: 'shapes',
  vjp: ({ kernel }, { inputs }, cotangent) => [
    reshape(transpose(matMul(kernel as Tensor2D, transpose(asMatrix(cotangent)))), inputs[0].shape),
  ],
};

/** Rows of the last axis. */
function asMatrix(x: Tensor): Tensor2D {
  return reshape(x, [-1, x.shape.at(-1)!]);
}
