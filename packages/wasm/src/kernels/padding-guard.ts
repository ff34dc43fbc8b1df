import { backend_util, type NamedAttrMap, type TensorInfo } from '@tensorflow/tfjs-core';
import { explicitPad } from './convolution-info.js';
import type { CreateKernel, KernelCall } from './kernel.js';

type Shape4D = [number, number, number, number];

/**
 * Forward convolutions, with explicit padding in two cases that tfjs-backend-wasm 4.22 gets wrong:
 *
 * - Padding is `same`, and the windows leave unused pixels at the end, because the stride is larger than the window
 * (2 taps, stride 3, 9 pixels). XNNPACK then computes a negative padding, which moves the windows: the numbers are
 * wrong. In fact no padding is needed.
 * - Padding is one number, and windows or strides differ between the axes. tfjs then allocates a result of another size than
 *   XNNPACK writes, which overwrites the memory of other tensors.
 */
export function paddingGuard(depthwise: boolean): CreateKernel {
  return (stock) => ({
    run(call) {
      const pad = explicitPadding(call, depthwise);
      return stock(pad === undefined ? call : { ...call, attrs: { ...call.attrs, pad } });
    },
  });
}

/** The padding of each side, if the stock kernel would use a wrong one. */
function explicitPadding({ inputs, attrs }: KernelCall, depthwise: boolean): number[][] | undefined {
  const { strides, dilations, pad, dimRoundingMode, dataFormat = 'NHWC' } = attrs as ConvolutionAttrs;
  if (dataFormat !== 'NHWC') return undefined;
  if (typeof pad === 'number') return explicitPad(pad) as unknown as number[][];
  if (pad !== 'same') return undefined;
  const { shape } = inputs.x as TensorInfo;
  const filter = (inputs.filter as TensorInfo).shape;
  const info = backend_util.computeConv2DInfo(
    shape as Shape4D,
    filter as Shape4D,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    depthwise,
  );
  const leftOver =
    (info.outHeight - 1) * info.strideHeight + info.effectiveFilterHeight < info.inHeight ||
    (info.outWidth - 1) * info.strideWidth + info.effectiveFilterWidth < info.inWidth;
  const { top, bottom, left, right } = info.padInfo;
  return leftOver
    ? [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ]
    : undefined;
}

type ConvolutionAttrs = NamedAttrMap & {
  readonly strides: [number, number] | number;
  readonly dilations?: [number, number] | number;
  readonly pad: 'same' | 'valid' | number | number[][];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly dataFormat?: 'NHWC' | 'NCHW';
};
