import { unsupportedModel } from '@csm/base';
import { backend_util, type NamedAttrMap } from '@tensorflow/tfjs-core';

type Shape4D = [number, number, number, number];

/** The attributes that all gradient kernels of convolutions have. */
interface ConvolutionAttrs {
  readonly strides: [number, number] | number;
  /** tfjs' type lacks explicit padding, which is [[0, 0], [top, bottom], [left, right], [0, 0]] for channels last. */
  readonly pad: 'same' | 'valid' | number;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  /** Depthwise convolutions only. */
  readonly dilations?: [number, number] | number;
}

/**
 * Converts padding by one number to explicit padding of each side. If padding is one number, tfjs-core 4.22 uses the
 * window's height and the vertical stride for both axes, which gives wrong sizes unless they are equal along both
 * axes.
 */
export function explicitPad(pad: number): 'same' {
  // tfjs' types lack explicit padding.
  return [
    [0, 0],
    [pad, pad],
    [pad, pad],
    [0, 0],
  ] as unknown as 'same';
}

/**
 * Sizes and padding of the forward convolution whose gradient a kernel computes. If possible, those are chosen that
 * give an output of `dyShape`.
 */
export function convolutionInfo(
  attrs: NamedAttrMap,
  inputShape: readonly number[],
  filterShape: readonly number[],
  dyShape: readonly number[],
): backend_util.Conv2DInfo {
  const { strides, pad, dataFormat, dimRoundingMode } = attrs as unknown as ConvolutionAttrs;
  const format = backend_util.convertConv2DDataFormat(dataFormat ?? 'NHWC');
  const input = inputShape as Shape4D;
  const filter = filterShape as Shape4D;
  return ofOutput(pad, dyShape, (pad) =>
    backend_util.computeConv2DInfo(input, filter, strides, 1, pad, dimRoundingMode, false, format),
  );
}

/** The same as {@link convolutionInfo}, for depthwise convolutions. */
export function depthwiseInfo(
  attrs: NamedAttrMap,
  inputShape: readonly number[],
  filterShape: readonly number[],
  dyShape: readonly number[],
): backend_util.Conv2DInfo {
  const { strides, pad, dimRoundingMode } = attrs as unknown as ConvolutionAttrs;
  const input = inputShape as Shape4D;
  const filter = filterShape as Shape4D;
  return ofOutput(pad, dyShape, (pad) =>
    backend_util.computeConv2DInfo(input, filter, strides, 1, pad, dimRoundingMode, true),
  );
}

type Pad = ConvolutionAttrs['pad'];

/** Tries padding by one number and explicit padding, and uses the one that gives the actual output. */
function ofOutput(
  pad: Pad,
  outShape: readonly number[],
  infoOf: (pad: Pad) => backend_util.Conv2DInfo,
): backend_util.Conv2DInfo {
  const info = infoOf(pad);
  if (typeof pad !== 'number' || info.dataFormat !== 'channelsLast') return info;
  const explicit = infoOf(explicitPad(pad));
  return explicit.outShape.join() === outShape.join() ? explicit : info;
}

/** @throws if the convolution is dilated. */
export function checkNotDilated(kernelName: string, attrs: NamedAttrMap): void {
  const { dilations = 1 } = attrs as unknown as ConvolutionAttrs;
  if ([dilations].flat().some((dilation) => dilation !== 1)) {
    throw unsupportedModel(
      `${kernelName}: expected dilations of 1; got [${dilations}]; tfjs has no gradient of dilated convolutions.`,
    );
  }
}
