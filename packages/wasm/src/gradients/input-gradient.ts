import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { backend_util, TensorInfo } from '@tensorflow/tfjs-core';
import { floats, runKernel, withTemporaries } from '../kernels/kernel.js';
import type { PhaseConvolution } from './convolution-plan.js';
import { interleave, placementOf } from './interleave.js';
import type { ConvolutionAxis, Phase } from './phases.js';

type Info = backend_util.Conv2DInfo;

/** The parts in which the input gradients of ordinary and depthwise convolutions differ. */
export interface InputGradient {
  /** The kernel that runs the phases' stride-1 convolutions. */
  readonly kernel: 'Conv2D' | 'DepthwiseConv2dNative';
  readonly convolutions: readonly PhaseConvolution[];
  /** One filter per convolution. */
  readonly filters: readonly TensorInfo[];
  /** Number of channels of the result. */
  readonly channels: number;
}

/** Runs the phases' convolutions of `dy` and interleaves their results. */
export function inputGradient(
  backend: BackendWasm,
  dy: TensorInfo,
  info: Info,
  { kernel, convolutions, filters, channels }: InputGradient,
): TensorInfo {
  const [y, x] = axesOf(info);
  return withTemporaries(backend, (temporary) => {
    const images: PhaseImage[] = [];
    for (const [i, convolution] of convolutions.entries()) {
      if (convolution.y.length === 0 || convolution.x.length === 0) continue;
      const image = stride1Convolution(backend, kernel, dy, filters[i]!, convolution);
      if (convolutions.length === 1 && coversInput(convolution, y, x)) return image;
      images.push({ convolution, image: temporary(image) });
    }
    return interleaved(backend, images, y, x, info.batchSize, channels);
  });
}

/** The axes of the forward convolution. */
export function axesOf(info: Info): [y: ConvolutionAxis, x: ConvolutionAxis] {
  const { inHeight, inWidth, outHeight, outWidth, filterHeight, filterWidth, padInfo } = info;
  const sizesY = { input: inHeight, output: outHeight, kernel: filterHeight };
  const sizesX = { input: inWidth, output: outWidth, kernel: filterWidth };
  return [
    { ...sizesY, stride: info.strideHeight, padBefore: padInfo.top },
    { ...sizesX, stride: info.strideWidth, padBefore: padInfo.left },
  ];
}

/** The result of one phase convolution. */
interface PhaseImage {
  readonly convolution: PhaseConvolution;
  readonly image: TensorInfo;
}

function interleaved(
  backend: BackendWasm,
  images: readonly PhaseImage[],
  y: ConvolutionAxis,
  x: ConvolutionAxis,
  batchSize: number,
  channels: number,
): TensorInfo {
  const result = backend.makeOutput([batchSize, y.input, x.input, channels], 'float32');
  const target = { values: floats(backend, result), height: y.input, width: x.input, channels };
  const placed = images.flatMap(({ convolution, image }) => {
    const [, height, width, imageChannels] = image.shape as [number, number, number, number];
    const source = { values: floats(backend, image), height, width, channels: imageChannels };
    return convolution.residues.map((residue, block) => ({
      source,
      y: placementOf(y, convolution.y, residue[0]),
      x: placementOf(x, convolution.x, residue[1]),
      channelOffset: block * channels,
    }));
  });
  // The gradient is 0 at pixels that no window reaches.
  const pixels = placed.reduce((count, place) => count + place.y.count * place.x.count, 0);
  if (pixels < y.input * x.input) target.values.fill(0);
  for (const place of placed) {
    interleave(target, place.source, batchSize, place.y, place.x, place.channelOffset);
  }
  return result;
}

/** Whether a convolution's result is already the gradient. */
function coversInput(convolution: PhaseConvolution, y: ConvolutionAxis, x: ConvolutionAxis): boolean {
  const exact = (phase: Phase, { stride, input, padBefore }: ConvolutionAxis): boolean =>
    stride === 1 && phase.length === input && phase.firstQuotient === padBefore;
  return exact(convolution.y, y) && exact(convolution.x, x);
}

function stride1Convolution(
  backend: BackendWasm,
  kernel: InputGradient['kernel'],
  dy: TensorInfo,
  filter: TensorInfo,
  { y, x }: PhaseConvolution,
): TensorInfo {
  const pad = [[0, 0], [...y.pad], [...x.pad], [0, 0]];
  const attrs = { strides: [1, 1], pad, dataFormat: 'NHWC', dilations: [1, 1] };
  return runKernel(backend, kernel, { x: dy, filter }, attrs);
}
