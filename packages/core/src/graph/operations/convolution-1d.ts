import { expandDims, squeeze, type Tensor } from '@tensorflow/tfjs-core';
import {
  field,
  hasSimplePadding,
  type OperationKind,
  type OperationRecord,
  ownWeight,
  weight,
} from '../operation-kind.js';
import type { Weight } from '../weight.js';
import { type Convolution, convolution } from './convolution.js';

/** 1-D convolution over `[batch, length, channels]`, kernel `[width, in, out]`; y = x ∗ K + b. */
export interface Convolution1d {
  readonly kind: 'convolution1d';
  readonly stride: number;
  readonly padding: 'same' | 'valid';
  /** Distance between the kernel's cells. Default 1. */
  readonly dilation?: number;
  readonly kernel: Weight;
  readonly bias?: Weight;
}

export const convolution1d: OperationKind<Convolution1d> = {
  linear: true,
  fromLayer(layer) {
    // For `channelsFirst`, tfjs-layers computes another shape than it declares, so the layer runs as a whole.
    const plain = hasSimplePadding(layer) && field(layer, 'dataFormat') === 'channelsLast';
    if (layer.getClassName() !== 'Conv1D' || !plain) return undefined;
    const dilation = field<[number]>(layer, 'dilationRate')[0];
    const bias = weight(layer, 'bias');
    return {
      kind: 'convolution1d',
      stride: field<[number]>(layer, 'strides')[0],
      padding: field(layer, 'padding'),
      ...(dilation !== 1 && { dilation }),
      kernel: ownWeight(layer, 'kernel'),
      ...(bias && { bias }),
    };
  },
  forward: (operation, [x]) => squeeze(convolution.forward(ofHeight1(operation), [asImage(x)]), [1]),
  vjp: (operation, { inputs, output }, cotangent) => {
    const record: OperationRecord = { inputs: [asImage(inputs[0])], output: asImage(output) };
    const images = convolution.vjp(ofHeight1(operation), record, asImage(cotangent));
    return images.map((image) => squeeze(image, [1]));
  },
};

/** The sequence as an image of height 1. */
const asImage = (line: Tensor): Tensor => expandDims(line, 1);

function ofHeight1({ stride, padding, dilation = 1, kernel, bias }: Convolution1d): Convolution {
  return {
    kind: 'convolution',
    strides: [1, stride],
    padding,
    dilations: [1, dilation],
    kernel: expandDims(kernel, 0),
    ...(bias && { bias }),
  };
}
