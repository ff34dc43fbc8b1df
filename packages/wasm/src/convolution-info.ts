import { backend_util, type NamedAttrMap } from '@tensorflow/tfjs-core';

type Shape4D = [number, number, number, number];

/** The attributes that the gradient kernels of convolutions have in common. */
interface ConvolutionAttrs {
  readonly strides: [number, number] | number;
  /** tfjs' type leaves out explicit padding, [[0, 0], [top, bottom], [left, right], [0, 0]] for channels last. */
  readonly pad: 'same' | 'valid' | number;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  /** Depthwise convolutions only. */
  readonly dilations?: [number, number] | number;
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

/** Sizes and padding of the forward depthwise convolution whose gradient a kernel computes. */
export function depthwiseInfo(
  attrs: NamedAttrMap,
  inputShape: readonly number[],
  filterShape: readonly number[],
): backend_util.Conv2DInfo {
  const { strides, pad, dimRoundingMode } = attrs as unknown as ConvolutionAttrs;
  const input = inputShape as Shape4D;
  const filter = filterShape as Shape4D;
  return backend_util.computeConv2DInfo(input, filter, strides, 1, pad, dimRoundingMode, true);
}

/** Throws unless the convolution takes neighbouring pixels. */
export function assertNotDilated(kernelName: string, attrs: NamedAttrMap): void {
  const { dilations = 1 } = attrs as unknown as ConvolutionAttrs;
  if ([dilations].flat().some((dilation) => dilation !== 1)) {
    throw new Error(
      `${kernelName}: expected dilations of 1, got [${dilations}]; tfjs has no gradient of a dilated convolution`,
    );
  }
}
