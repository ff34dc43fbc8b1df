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
import { field, hasSimplePadding, type OperationKind, weight } from '../operation-kind.js';
import type { Weight } from '../weight.js';

/** 2-D convolution, NHWC, kernel `[height, width, in, out]`; y = x ∗ K + b. */
export interface Convolution {
  readonly kind: 'convolution';
  readonly strides: [number, number];
  readonly padding: 'same' | 'valid';
  /** Distance of the kernel's cells in the image. Default 1. tfjs asks that strides or dilations be 1. */
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
      kernel: weight(layer, 'kernel')!,
      ...(bias && { bias }),
    };
  },

  // The bias is added last, not fused: near a zero input (the start of a path method) the sum is tiny beside the bias,
  // and accumulating on top of the bias would round it away.
  forward: (operation, [x]) => {
    const { kernel, bias, strides, dilations } = operation;
    const padding = safePadding(x!.shape, operation);
    const sum = conv2d(x as Tensor4D, kernel as Tensor4D, strides, padding, 'NHWC', dilations);
    return bias ? add(sum, bias) : sum;
  },

  reads: 'shapes',
  // The transposed convolution is the vector–Jacobian product; asking `tf.grad` would compute the filter's too.
  vjp: (operation, { inputs }, cotangent) => {
    const { kernel, strides, padding, dilations } = operation;
    const shape = inputs[0]!.shape as [number, number, number, number];
    if (isDilated(dilations)) return [dilatedVjp(operation, shape, cotangent as Tensor4D)];
    const image = cotangent as Tensor3D & Tensor4D;
    return [conv2dTranspose(image, kernel as Tensor4D, shape, strides, padding)];
  },
};

function isDilated(dilations: readonly number[] | undefined): boolean {
  return dilations?.some((distance) => distance !== 1) ?? false;
}

/** tfjs has no gradient of a dilated convolution: here, with stride 1, it is the convolution with the kernel turned round. */
function dilatedVjp(operation: Convolution, inputShape: readonly number[], cotangent: Tensor4D): Tensor {
  const { kernel, dilations } = operation;
  const forward = explicitPadding(inputShape, operation);
  const reach = dilations!.map((distance, axis) => (kernel.shape[axis]! - 1) * distance);
  const paddings: backend_util.ExplicitPadding = [
    [0, 0],
    [reach[0]! - forward[1][0], reach[0]! - forward[1][1]],
    [reach[1]! - forward[2][0], reach[1]! - forward[2][1]],
    [0, 0],
  ];
  const turned = transpose(reverse(kernel as Tensor4D, [0, 1]), [0, 1, 3, 2]) as Tensor4D;
  return conv2d(cotangent, turned, 1, paddings, 'NHWC', dilations);
}
