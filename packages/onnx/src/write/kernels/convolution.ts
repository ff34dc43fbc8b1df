import { backend_util } from '@tensorflow/tfjs-core';
import type { Emitter } from '../emitter.js';
import type { Value } from '../value.js';
import { given, type Kernels } from './kernel.js';
import { sliced } from './movement.js';

type Shape4 = [number, number, number, number];
type Padding = 'same' | 'valid' | number | backend_util.ExplicitPadding;

/** Channels first, of an image or a kernel that are channels last. */
export const IMAGE_ORDER = [0, 3, 1, 2];
export const KERNEL_ORDER = [3, 2, 0, 1];

interface ConvolutionAttributes {
  readonly strides: number | [number, number];
  readonly pad: Padding;
  readonly dilations?: number | [number, number];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

function geometryOf(
  image: readonly number[],
  filter: readonly number[],
  { strides, pad, dilations = 1, dimRoundingMode }: ConvolutionAttributes,
  depthwise = false,
) {
  const info = backend_util.computeConv2DInfo(
    image as Shape4,
    filter as Shape4,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    depthwise,
  );
  const { top, left, bottom, right } = info.padInfo;
  return {
    outShape: info.outShape,
    attributes: {
      kernel_shape: [info.filterHeight, info.filterWidth],
      strides: [info.strideHeight, info.strideWidth],
      dilations: [info.dilationHeight, info.dilationWidth],
      pads: [top, left, bottom, right],
    },
  };
}

/** Weights as the derivative of a convolution needs them where all strides are 1: input and output channels swapped, cells reversed. */
function reversedWeights(emitter: Emitter, weights: Value): Value {
  const { shape } = weights;
  const isReversed = shape.map((length, axis) => axis < 2 && length > 1);
  const begin = shape.map((length, axis) => (isReversed[axis] ? length - 1 : 0));
  const steps = isReversed.map((reversed) => (reversed ? -1 : 1));
  return emitter.ordered(sliced(emitter, weights, begin, shape, steps), [2, 3, 0, 1]);
}

/** The transposed convolution from the cotangent of a convolution's output to that of its input, which has a given shape. */
function inputGradient(
  emitter: Emitter,
  cotangent: Value,
  weights: Value,
  inputShape: readonly number[],
  { attributes }: ReturnType<typeof geometryOf>,
  group: number,
): Value {
  const { kernel_shape, strides, dilations, pads } = attributes;
  const output = { type: 'float32', shape: inputShape, order: IMAGE_ORDER } as const;
  const reachOf = (axis: 0 | 1) => ((kernel_shape[axis] ?? 1) - 1) * (dilations[axis] ?? 1) + 1;
  const before = ([0, 1] as const).map((axis) => reachOf(axis) - 1 - (pads[axis] ?? 0));
  const after = ([0, 1] as const).map(
    (axis) => (inputShape[axis + 1] ?? 0) - (cotangent.shape[axis + 1] ?? 0) + (pads[axis] ?? 0),
  );
  const margins = [...before, ...after];
  // A convolution is faster than its transpose.
  if (group === 1 && strides.every((step) => step === 1) && margins.every((cells) => cells >= 0)) {
    const inputs = [emitter.ordered(cotangent, IMAGE_ORDER), reversedWeights(emitter, weights)];
    return emitter.add('Conv', inputs, output, { kernel_shape, strides, dilations, pads: margins });
  }
  const beyond = (axis: 0 | 1) => {
    const reach = reachOf(axis);
    const padded = (inputShape[axis + 1] ?? 0) + (pads[axis] ?? 0) + (pads[axis + 2] ?? 0);
    return padded - ((strides[axis] ?? 1) * ((cotangent.shape[axis + 1] ?? 1) - 1) + reach);
  };
  return emitter.add('ConvTranspose', [emitter.ordered(cotangent, IMAGE_ORDER), weights], output, {
    ...attributes,
    group,
    output_padding: [beyond(0), beyond(1)],
  });
}

export const CONVOLUTIONS: Kernels = {
  Conv2D: (emitter, inputs, attributes: ConvolutionAttributes) => {
    const [x, filter] = [given(inputs, 'x'), given(inputs, 'filter')];
    const geometry = geometryOf(x.shape, filter.shape, attributes);
    return emitter.add(
      'Conv',
      [emitter.ordered(x, IMAGE_ORDER), emitter.ordered(filter, KERNEL_ORDER)],
      { type: 'float32', shape: geometry.outShape, order: IMAGE_ORDER },
      geometry.attributes,
    );
  },
  Conv2DBackpropInput: (emitter, inputs, attributes: ConvolutionAttributes & { inputShape: number[] }) => {
    const [dy, filter] = [given(inputs, 'dy'), given(inputs, 'filter')];
    const geometry = geometryOf(attributes.inputShape, filter.shape, attributes);
    return inputGradient(
      emitter,
      dy,
      emitter.ordered(filter, KERNEL_ORDER),
      attributes.inputShape,
      geometry,
      1,
    );
  },
  DepthwiseConv2dNative: (emitter, inputs, attributes: ConvolutionAttributes) => {
    const [x, filter] = [given(inputs, 'x'), given(inputs, 'filter')];
    const geometry = geometryOf(x.shape, filter.shape, attributes, true);
    const [height = 1, width = 1, channels = 1, multiplier = 1] = filter.shape;
    const groups = emitter.reshaped(filter, [height, width, 1, channels * multiplier]);
    return emitter.add(
      'Conv',
      [emitter.ordered(x, IMAGE_ORDER), emitter.ordered(groups, KERNEL_ORDER)],
      { type: 'float32', shape: geometry.outShape, order: IMAGE_ORDER },
      { ...geometry.attributes, group: channels },
    );
  },
};
