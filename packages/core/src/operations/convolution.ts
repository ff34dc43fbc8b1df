import { add, conv2d, conv2dTranspose, type Tensor3D, type Tensor4D } from '@tensorflow/tfjs-core';
import type { Weight } from '../graph.js';
import { field, type OperationKind, weight } from './operation-kind.js';

/** 2-D convolution, NHWC, kernel `[height, width, in, out]`; y = x ∗ K + b. */
export interface Convolution {
  readonly kind: 'convolution';
  readonly strides: [number, number];
  readonly padding: 'same' | 'valid';
  readonly kernel: Weight;
  readonly bias?: Weight;
}

export const convolution: OperationKind<Convolution> = {
  fromLayer(layer) {
    if (layer.getClassName() !== 'Conv2D' || field(layer, 'dataFormat') !== 'channelsLast') return undefined;
    const dilations = field<number[]>(layer, 'dilationRate');
    if (dilations.some((rate) => rate !== 1)) return undefined;
    const bias = weight(layer, 'bias');
    return {
      kind: 'convolution',
      strides: field(layer, 'strides'),
      padding: field(layer, 'padding'),
      kernel: weight(layer, 'kernel')!,
      ...(bias && { bias }),
    };
  },
  // The bias is added last, not fused: near a zero input (the start of a path method) the sum is tiny beside the bias,
  // and accumulating on top of the bias would round it away.
  forward: ({ kernel, bias, strides, padding }, [x]) => {
    const sum = conv2d(x as Tensor4D, kernel as Tensor4D, strides, padding);
    return bias ? add(sum, bias) : sum;
  },
  // The transposed convolution is the vector–Jacobian product; asking `tf.grad` would compute the filter's too.
  vjp: ({ kernel, strides, padding }, { inputs }, cotangent) => [
    conv2dTranspose(
      cotangent as Tensor3D & Tensor4D,
      kernel as Tensor4D,
      inputs[0]!.shape as [number, number, number, number],
      strides,
      padding,
    ),
  ],
};
