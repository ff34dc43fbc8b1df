import { backend_util, type NamedAttrMap } from '@tensorflow/tfjs-core';

type Shape4D = [number, number, number, number];

/** The attributes that both gradient kernels of a convolution have in common. */
interface ConvolutionAttrs {
  readonly strides: [number, number] | number;
  /** tfjs' type leaves out explicit padding, [[0, 0], [top, bottom], [left, right], [0, 0]] for channels last. */
  readonly pad: 'same' | 'valid' | number;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** Sizes and padding of the forward convolution whose gradient a kernel computes. */
export function convolutionInfo(
  attrs: NamedAttrMap,
  inputShape: readonly number[],
  filterShape: readonly number[],
): backend_util.Conv2DInfo {
  const { strides, pad, dataFormat, dimRoundingMode } = attrs as unknown as ConvolutionAttrs;
  const format = backend_util.convertConv2DDataFormat(dataFormat ?? 'NHWC');
  const input = inputShape as Shape4D;
  const filter = filterShape as Shape4D;
  return backend_util.computeConv2DInfo(input, filter, strides, 1, pad, dimRoundingMode, false, format);
}
