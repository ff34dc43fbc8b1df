import { unsupportedModel } from '@csm/base';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { backend_util, TensorInfo } from '@tensorflow/tfjs-core';
import { convolutionInfo } from '../kernels/convolution-info.js';
import { type CreateKernel, checkFloat32, checkOutputShape, type KernelCall } from '../kernels/kernel.js';
import type { Window } from './im2col.js';
import { patchProduct } from './patch-product.js';

type Info = backend_util.Conv2DInfo;

/**
 * The gradient of a 2-D convolution with respect to its filter, which tfjs-backend-wasm lacks:
 * dW = patches(x)ᵀ · dy, multiplied by XNNPACK in chunks of bounded memory. If a stride-1 convolution has fewer output than input
 * channels, the patches are taken from `dy` instead, which is less work.
 */
export const conv2DBackpropFilter: CreateKernel = () => ({ run });

function run({ inputs, attrs, backend }: KernelCall): TensorInfo {
  const { x, dy } = inputs as { x: TensorInfo; dy: TensorInfo };
  const info = convolutionInfo(attrs, x.shape, attrs.filterShape as number[], dy.shape);
  if (info.dataFormat !== 'channelsLast') {
    throw unsupportedModel(
      "Conv2DBackpropFilter: dataFormat must be NHWC, as for the wasm backend's Conv2D; got NCHW; transpose x and dy.",
    );
  }
  checkFloat32('Conv2DBackpropFilter', { x, dy });
  checkOutputShape('Conv2DBackpropFilter', dy, info.outShape);
  return filterGradient(backend, x, dy, info);
}

function filterGradient(backend: BackendWasm, x: TensorInfo, dy: TensorInfo, info: Info): TensorInfo {
  const swapped = info.strideHeight === 1 && info.strideWidth === 1 && info.outChannels < info.inChannels;
  const values = swapped
    ? filterFromSwapped(patchProduct(backend, dy, x, windowOverOutput(info)), info)
    : patchProduct(backend, x, dy, windowOverInput(info));
  return backend.makeOutput(info.filterShape, 'float32', undefined, values);
}

function windowOverInput(info: Info): Window {
  return { ...info, channels: info.inChannels, top: info.padInfo.top, left: info.padInfo.left };
}

/** The window over `dy` at each position of x: x[h] is multiplied by dy[h + top − tap], with the taps in reverse order. */
function windowOverOutput(info: Info): Window {
  return {
    ...info,
    inHeight: info.outHeight,
    inWidth: info.outWidth,
    channels: info.outChannels,
    outHeight: info.inHeight,
    outWidth: info.inWidth,
    top: info.filterHeight - 1 - info.padInfo.top,
    left: info.filterWidth - 1 - info.padInfo.left,
  };
}

/** [taps in reverse order, outChannels, inChannels] to [taps, inChannels, outChannels]. */
function filterFromSwapped(
  swapped: Float32Array,
  { filterHeight, filterWidth, inChannels, outChannels }: Info,
): Float32Array {
  const filter = new Float32Array(swapped.length);
  const taps = filterHeight * filterWidth;
  for (let tap = 0; tap < taps; tap++) {
    for (let o = 0; o < outChannels; o++) {
      const from = ((taps - 1 - tap) * outChannels + o) * inChannels;
      for (let i = 0; i < inChannels; i++)
        filter[(tap * inChannels + i) * outChannels + o] = swapped[from + i]!;
    }
  }
  return filter;
}
