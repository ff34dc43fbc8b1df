import { add, conv2d, conv2dTranspose, type Tensor3D, type Tensor4D } from '@tensorflow/tfjs-core';
import { safePadding } from '../../kernels/convolution-padding.js';
import { field, hasSimplePadding, type OperationKind, ownWeight, weight } from '../operation-kind.js';
import type { Weight } from '../weight.js';

/**
 * Transposed 2-D convolution, NHWC, kernel `[height, width, out, in]`; y = x ∗ᵀ K + b. A side of n becomes n · stride
 * with SAME padding, n · stride + max(kernel − stride, 0) with VALID.
 */
export interface TransposedConvolution {
  readonly kind: 'transposedConvolution';
  readonly strides: [number, number];
  readonly padding: 'same' | 'valid';
  readonly kernel: Weight;
  readonly bias?: Weight;
}

export const transposedConvolution: OperationKind<TransposedConvolution> = {
  linear: true,
  fromLayer(layer) {
    // The layer ignores its `dilationRate`.
    if (layer.getClassName() !== 'Conv2DTranspose' || !hasSimplePadding(layer)) return undefined;
    const bias = weight(layer, 'bias');
    return {
      kind: 'transposedConvolution',
      strides: field(layer, 'strides'),
      padding: field(layer, 'padding'),
      kernel: ownWeight(layer, 'kernel'),
      ...(bias && { bias }),
    };
  },
  forward: ({ kernel, bias, strides, padding }, [x]) => {
    const [batch = 0, ...sides] = x.shape;
    const [, , channels = 0] = kernel.shape;
    const side = (axis: 0 | 1) => {
      const beyond = padding === 'same' ? 0 : Math.max((kernel.shape[axis] ?? 0) - strides[axis], 0);
      return (sides[axis] ?? 0) * strides[axis] + beyond;
    };
    const sum = conv2dTranspose(
      x as Tensor3D & Tensor4D,
      kernel as Tensor4D,
      [batch, side(0), side(1), channels],
      strides,
      padding,
    );
    return bias ? add(sum, bias) : sum;
  },
  vjp: (operation, _record, cotangent) => {
    const { kernel, strides } = operation;
    const padding = safePadding(cotangent.shape, operation);
    return [conv2d(cotangent as Tensor4D, kernel as Tensor4D, strides, padding)];
  },
};
