import { backend_util } from '@tensorflow/tfjs-core';
import { inputGradient } from './convolution-gradient.js';
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
    return inputGradient(emitter, dy, filter, attributes.inputShape, geometry.attributes);
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
