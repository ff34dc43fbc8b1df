import {
  add,
  type backend_util,
  conv2d,
  conv2dTranspose,
  reverse,
  type Tensor,
  type Tensor3D,
  type Tensor4D,
  transpose,
} from '@tensorflow/tfjs-core';
import { explicitPadding, safePadding } from '../../kernels/convolution-padding.js';
import { field, hasSimplePadding, type OperationKind, ownWeight, weight } from '../operation-kind.js';
import type { Weight } from '../weight.js';

/** 2-D convolution, NHWC, kernel `[height, width, in, out]`; y = x ∗ K + b. */
export interface Convolution {
  readonly kind: 'convolution';
  readonly strides: [number, number];
  readonly padding: 'same' | 'valid';
  /** Distance between the kernel's cells in the image. Default 1. tfjs requires strides or dilations of 1. */
  readonly dilations?: [number, number];
  readonly kernel: Weight;
  readonly bias?: Weight;
}

export const convolution: OperationKind<Convolution> = {
  linear: true,
  fromLayer(layer) {
    if (layer.getClassName() !== 'Conv2D' || !hasSimplePadding(layer)) return undefined;
    const dilations = field<[number, number]>(layer, 'dilationRate');
    const bias = weight(layer, 'bias');
    return {
      kind: 'convolution',
      strides: field(layer, 'strides'),
      padding: field(layer, 'padding'),
      ...(isDilated(dilations) && { dilations }),
      kernel: ownWeight(layer, 'kernel'),
      ...(bias && { bias }),
    };
  },

  // The bias is added last, not fused: near a zero input (the start of a path method) the sum is tiny compared with the bias,
  // and accumulating on top of the bias would round it away.
  forward: (operation, [x]) => {
    const { kernel, bias, strides, dilations } = operation;
    const padding = safePadding(x.shape, operation);
    const sum = conv2d(x as Tensor4D, kernel as Tensor4D, strides, padding, 'NHWC', dilations);
    return bias ? add(sum, bias) : sum;
  },

  reads: 'shapes',
  // The transposed convolution is the vector–Jacobian product; `tf.grad` would compute that of the filter too.
  vjp: (operation, { inputs }, cotangent) => {
    const { kernel, strides, padding, dilations } = operation;
    const shape = inputs[0].shape as [number, number, number, number];
    if (isDilated(dilations)) return [dilatedVjp(operation, shape, cotangent as Tensor4D)];
    const image = cotangent as Tensor3D & Tensor4D;
    return [conv2dTranspose(image, kernel as Tensor4D, shape, strides, padding)];
  },
};

function isDilated(dilations: readonly number[] | undefined): boolean {
  return dilations?.some((distance) => distance !== 1) ?? false;
}

/** The convolution with the flipped kernel: tfjs has no gradient of a dilated convolution, whose strides are 1. */
function dilatedVjp(operation: Convolution, inputShape: readonly number[], cotangent: Tensor4D): Tensor {
  const { kernel, dilations = [1, 1] } = operation;
  const [kernelHeight = 1, kernelWidth = 1] = kernel.shape;
  const [, rows, columns] = explicitPadding(inputShape, operation);
  const [down, across] = [(kernelHeight - 1) * dilations[0], (kernelWidth - 1) * dilations[1]];
  const paddings: backend_util.ExplicitPadding = [
    [0, 0],
    [down - rows[0], down - rows[1]],
    [across - columns[0], across - columns[1]],
    [0, 0],
  ];
  const flipped = transpose(reverse(kernel as Tensor4D, [0, 1]), [0, 1, 3, 2]) as Tensor4D;
  return conv2d(cotangent, flipped, 1, paddings, 'NHWC', dilations);
}
