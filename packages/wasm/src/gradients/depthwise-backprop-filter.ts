import type { backend_util, TensorInfo } from '@tensorflow/tfjs-core';
import { checkNotDilated, depthwiseInfo } from '../kernels/convolution-info.js';
import {
  type CreateKernel,
  checkFloat32,
  checkOutputShape,
  floats,
  type KernelCall,
} from '../kernels/kernel.js';

type Info = backend_util.Conv2DInfo;

const NAME = 'DepthwiseConv2dNativeBackpropFilter';
/** Number of channels that are summed at once, each in a local variable. */
const LANES = 4;

/**
 * The gradient of a depthwise 2-D convolution with respect to its filter, which tfjs-backend-wasm lacks:
 * dW[tap, channel] = Σ x[position + tap] · dy[position], added up in float64. Supports only channels last without
 * dilation, like tfjs' gradient of depthwise convolutions.
 */
export const depthwiseBackpropFilter: CreateKernel = () => ({ run });

function run({ inputs, attrs, backend }: KernelCall): TensorInfo {
  const { x, dy } = inputs as { x: TensorInfo; dy: TensorInfo };
  const info = depthwiseInfo(attrs, x.shape, attrs.filterShape as number[], dy.shape);
  checkNotDilated(NAME, attrs);
  checkFloat32(NAME, { x, dy });
  checkOutputShape(NAME, dy, info.outShape);
  const result = backend.makeOutput([...(attrs.filterShape as number[])], 'float32');
  const filter = floats(backend, result);
  const [images, cotangents] = [floats(backend, x), floats(backend, dy)];
  for (let tapY = 0; tapY < info.filterHeight; tapY++) {
    for (let tapX = 0; tapX < info.filterWidth; tapX++) {
      const to = (tapY * info.filterWidth + tapX) * info.outChannels;
      for (let channel = 0; channel < info.outChannels; channel += LANES) {
        const sums = tapSums(images, cotangents, info, tapY, tapX, channel);
        filter.set(sums.slice(0, info.outChannels - channel), to + channel);
      }
    }
  }
  return result;
}

/** The sums of one tap for four output channels; if fewer are left, the last one is repeated. */
function tapSums(
  images: Float32Array,
  cotangents: Float32Array,
  info: Info,
  tapY: number,
  tapX: number,
  channel: number,
): readonly number[] {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, padInfo } = info;
  const last = outChannels - 1;
  const multiplier = outChannels / inChannels;
  // Lanes after the last channel repeat it; the caller ignores their sums.
  const [o0, o1, o2, o3] = [0, 1, 2, 3].map((lane) => Math.min(last, channel + lane)) as Four;
  const [i0, i1, i2, i3] = [o0, o1, o2, o3].map((output) => Math.floor(output / multiplier)) as Four;
  let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
  const step = info.strideWidth * inChannels;
  const [firstX, endX] = insideRange(outWidth, info.strideWidth, tapX - padInfo.left, inWidth);
  const [firstY, endY] = insideRange(outHeight, info.strideHeight, tapY - padInfo.top, inHeight);
  for (let image = 0; image < batchSize; image++) {
    for (let row = firstY; row < endY; row++) {
      const inputRow = image * inHeight + row * info.strideHeight + tapY - padInfo.top;
      let i = (inputRow * inWidth + firstX * info.strideWidth + tapX - padInfo.left) * inChannels;
      let o = ((image * outHeight + row) * outWidth + firstX) * outChannels;
      for (let column = firstX; column < endX; column++, i += step, o += outChannels) {
        sum0 += images[i + i0]! * cotangents[o + o0]!;
        sum1 += images[i + i1]! * cotangents[o + o1]!;
        sum2 += images[i + i2]! * cotangents[o + o2]!;
        sum3 += images[i + i3]! * cotangents[o + o3]!;
      }
    }
  }
  return [sum0, sum1, sum2, sum3];
}

type Four = [number, number, number, number];

/**
 * The range of output positions p, from `first` up to but not including `end`, with 0 ≤ p · stride + offset <
 * length.
 */
function insideRange(count: number, stride: number, offset: number, length: number): [number, number] {
  const first = Math.max(0, Math.ceil(-offset / stride));
  const end = Math.min(count, Math.floor((length - 1 - offset) / stride) + 1);
  return [first, end];
}
