import { backend_util } from '@tensorflow/tfjs-core';
import type { Emitter } from '../emitter.js';
import type { Value } from '../value.js';
import { inputGradient } from './convolution-gradient.js';
import { groupedKernel } from './grouped-kernel.js';
import { IMAGE_ORDER, KERNEL_ORDER } from './image-orders.js';
import { given, type Kernels } from './kernel.js';

type Shape4 = [number, number, number, number];
type Padding = 'same' | 'valid' | number | backend_util.ExplicitPadding;

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

function convolved(
  emitter: Emitter,
  x: Value,
  kernel: Value,
  { outShape, attributes }: ReturnType<typeof geometryOf>,
  group?: number,
): Value {
  return emitter.add(
    'Conv',
    [emitter.ordered(x, IMAGE_ORDER), emitter.ordered(kernel, KERNEL_ORDER)],
    { type: 'float32', shape: outShape, order: IMAGE_ORDER },
    { ...attributes, group },
  );
}

export const CONVOLUTIONS: Kernels = {
  Conv2D: (emitter, inputs, attributes: ConvolutionAttributes) => {
    const [x, filter] = [given(inputs, 'x'), given(inputs, 'filter')];
    const geometry = geometryOf(x.shape, filter.shape, attributes);
    return convolved(emitter, x, filter, geometry);
  },
  Conv2DBackpropInput: (emitter, inputs, attributes: ConvolutionAttributes & { inputShape: number[] }) => {
    const [dy, filter] = [given(inputs, 'dy'), given(inputs, 'filter')];
    const geometry = geometryOf(attributes.inputShape, filter.shape, attributes);
    return inputGradient(emitter, dy, filter, attributes.inputShape, geometry.attributes);
  },
  DepthwiseConv2dNative: (emitter, inputs, attributes: ConvolutionAttributes) => {
    const [x, filter] = [given(inputs, 'x'), given(inputs, 'filter')];
    const geometry = geometryOf(x.shape, filter.shape, attributes, true);
    const { kernel, groups } = groupedKernel(emitter, filter);
    return convolved(emitter, x, kernel, geometry, groups);
  },
};
