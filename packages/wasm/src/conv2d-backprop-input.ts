import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { backend_util, TensorInfo } from '@tensorflow/tfjs-core';
import { convolutionInfo } from './convolution-info.js';
import { type ConvolutionPlan, type PhaseConvolution, planConvolutions } from './convolution-plan.js';
import { createFilterCache, type FilterCache } from './filter-cache.js';
import { interleave, placementOf } from './interleave.js';
import {
  assertFloat32,
  assertShape,
  type CreateKernel,
  floats,
  runKernel,
  withTemporaries,
} from './kernel.js';
import { type FilterShape, phaseFilter, phaseFilterShape } from './phase-filter.js';
import type { ConvolutionAxis, Phase } from './phases.js';

type Info = backend_util.Conv2DInfo;

/**
 * The gradient of a 2-D convolution with respect to its input (also the forward pass of a transposed convolution):
 * stride-1 convolutions of `dy` in XNNPACK, one for each sub-pixel phase or one for all, whose results are
 * interleaved. Filters are prepared once for each filter tensor. Channels-first calls go to the stock kernel.
 */
export const conv2DBackpropInput: CreateKernel = (stock) => {
  const cache = createFilterCache();
  return {
    run(call) {
      const { dy, filter } = call.inputs as { dy: TensorInfo; filter: TensorInfo };
      const info = convolutionInfo(call.attrs, call.attrs.inputShape as number[], filter.shape);
      if (info.dataFormat !== 'channelsLast') return stock(call);
      assertFloat32('Conv2DBackpropInput', { dy, filter });
      assertShape('Conv2DBackpropInput', 'dy', dy, info.outShape);
      return inputGradient(call.backend, cache, dy, filter, info);
    },
    release: (backend) => cache.clear(backend),
  };
};

function inputGradient(
  backend: BackendWasm,
  cache: FilterCache,
  dy: TensorInfo,
  filter: TensorInfo,
  info: Info,
): TensorInfo {
  const [y, x] = axesOf(info);
  const plan = planConvolutions(y, x, info.inChannels);
  const filters = preparedFilters(backend, cache, filter, plan, info);
  return withTemporaries(backend, (temporary) => {
    const images: PhaseImage[] = [];
    for (const [i, convolution] of plan.convolutions.entries()) {
      if (convolution.y.length === 0 || convolution.x.length === 0) continue;
      const image = stride1Convolution(backend, dy, filters[i]!, convolution);
      if (plan.convolutions.length === 1 && coversInput(convolution, y, x)) return image;
      images.push({ convolution, image: temporary(image) });
    }
    return interleaved(backend, images, y, x, info);
  });
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
  { batchSize, inShape, inChannels }: Info,
): TensorInfo {
  const result = backend.makeOutput(inShape, 'float32');
  const target = { values: floats(backend, result), height: y.input, width: x.input, channels: inChannels };
  const placed = images.flatMap(({ convolution, image }) => {
    const [, height, width, channels] = image.shape as [number, number, number, number];
    const source = { values: floats(backend, image), height, width, channels };
    return convolution.residues.map((residue, block) => ({
      source,
      y: placementOf(y, convolution.y, residue[0]),
      x: placementOf(x, convolution.x, residue[1]),
      channelOffset: block * inChannels,
    }));
  });
  // pixels that no window reaches have no gradient
  const pixels = placed.reduce((count, place) => count + place.y.count * place.x.count, 0);
  if (pixels < y.input * x.input) target.values.fill(0);
  for (const place of placed) {
    interleave(target, place.source, batchSize, place.y, place.x, place.channelOffset);
  }
  return result;
}

function axesOf(info: Info): [y: ConvolutionAxis, x: ConvolutionAxis] {
  const { inHeight, inWidth, outHeight, outWidth, filterHeight, filterWidth, padInfo } = info;
  const sizesY = { input: inHeight, output: outHeight, kernel: filterHeight };
  const sizesX = { input: inWidth, output: outWidth, kernel: filterWidth };
  return [
    { ...sizesY, stride: info.strideHeight, padBefore: padInfo.top },
    { ...sizesX, stride: info.strideWidth, padBefore: padInfo.left },
  ];
}

/** Whether a convolution's result is the gradient as it stands. */
function coversInput(convolution: PhaseConvolution, y: ConvolutionAxis, x: ConvolutionAxis): boolean {
  const exact = (phase: Phase, { stride, input, padBefore }: ConvolutionAxis): boolean =>
    stride === 1 && phase.length === input && phase.firstQuotient === padBefore;
  return exact(convolution.y, y) && exact(convolution.x, x);
}

function preparedFilters(
  backend: BackendWasm,
  cache: FilterCache,
  filter: TensorInfo,
  plan: ConvolutionPlan,
  info: Info,
): readonly TensorInfo[] {
  const strides = [info.strideHeight, info.strideWidth] as const;
  const shape = filter.shape as unknown as FilterShape;
  const key = `${shape.join('x')} stride ${strides.join('x')} ${plan.unified ? 'unified' : 'separate'}`;
  return cache.get(backend, filter.dataId, key, () =>
    plan.convolutions.map((convolution) => {
      const values = phaseFilter(floats(backend, filter), shape, strides, convolution);
      return backend.makeOutput(phaseFilterShape(convolution, shape), 'float32', undefined, values);
    }),
  );
}

function stride1Convolution(
  backend: BackendWasm,
  dy: TensorInfo,
  filter: TensorInfo,
  { y, x }: PhaseConvolution,
): TensorInfo {
  const pad = [[0, 0], [...y.pad], [...x.pad], [0, 0]];
  return runKernel(
    backend,
    'Conv2D',
    { x: dy, filter },
    { strides: [1, 1], pad, dataFormat: 'NHWC', dilations: [1, 1] },
  );
}
