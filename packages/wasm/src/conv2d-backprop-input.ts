import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core';
import { type ConvolutionPlan, type PhaseConvolution, planConvolutions } from './convolution-plan.js';
import { createFilterCache, type FilterCache } from './filter-cache.js';
import { interleave, placementOf } from './interleave.js';
import {
  assertFloat32,
  assertShape,
  type CreateKernel,
  floats,
  type KernelCall,
  runKernel,
  withTemporaries,
} from './kernel.js';
import { type FilterShape, phaseFilter, phaseFilterShape } from './phase-filter.js';
import type { ConvolutionAxis } from './phases.js';

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
      const info = convolutionInfo(call, filter);
      if (info.dataFormat !== 'channelsLast') return stock(call);
      assertFloat32('Conv2DBackpropInput', { dy, filter });
      assertShape('Conv2DBackpropInput', 'dy', dy, info.outShape);
      return inputGradient(call.backend, cache, dy, filter, info);
    },
    release: (backend) => cache.clear(backend),
  };
};

function convolutionInfo({ attrs }: KernelCall, filter: TensorInfo): Info {
  const { strides, pad, dataFormat, dimRoundingMode, inputShape } = attrs as unknown as {
    strides: [number, number] | number;
    pad: 'same' | 'valid' | number;
    dataFormat?: 'NHWC' | 'NCHW';
    dimRoundingMode?: 'floor' | 'round' | 'ceil';
    inputShape: [number, number, number, number];
  };
  const format = backend_util.convertConv2DDataFormat(dataFormat ?? 'NHWC');
  const filterShape = filter.shape as [number, number, number, number];
  return backend_util.computeConv2DInfo(
    inputShape,
    filterShape,
    strides,
    1,
    pad,
    dimRoundingMode,
    false,
    format,
  );
}

function inputGradient(
  backend: BackendWasm,
  cache: FilterCache,
  dy: TensorInfo,
  filter: TensorInfo,
  info: Info,
): TensorInfo {
  const { batchSize, inChannels } = info;
  const [y, x] = axesOf(info);
  const plan = planConvolutions(y, x, inChannels);
  const convolutions = plan.convolutions.filter(({ y, x }) => y.length > 0 && x.length > 0);
  const filters = preparedFilters(backend, cache, filter, plan, info);
  const convolve = (convolution: PhaseConvolution): TensorInfo =>
    stride1Convolution(backend, dy, filters[plan.convolutions.indexOf(convolution)]!, convolution);

  return withTemporaries(backend, (temporary) => {
    const only = convolutions[0];
    if (y.stride === 1 && x.stride === 1 && only !== undefined && coversInput(only, y, x))
      return convolve(only);

    const result = backend.makeOutput(info.inShape, 'float32');
    // all convolutions come before any view of the heap, because each may move it
    const images = convolutions.map((convolution) => temporary(convolve(convolution)));
    const target = { values: floats(backend, result), height: y.input, width: x.input, channels: inChannels };
    const placements = convolutions.flatMap((convolution, i) =>
      convolution.residues.map((residue, block) => ({
        source: images[i]!,
        y: placementOf(y, convolution.y, residue[0]),
        x: placementOf(x, convolution.x, residue[1]),
        channelOffset: block * inChannels,
      })),
    );
    const placed = placements.reduce((count, place) => count + place.y.count * place.x.count, 0);
    if (placed < y.input * x.input) target.values.fill(0);
    for (const place of placements) {
      const [, height, width, channels] = place.source.shape as [number, number, number, number];
      const source = { values: floats(backend, place.source), height, width, channels };
      interleave(target, source, batchSize, place.y, place.x, place.channelOffset);
    }
    return result;
  });
}

function axesOf(info: Info): [y: ConvolutionAxis, x: ConvolutionAxis] {
  return [
    {
      input: info.inHeight,
      output: info.outHeight,
      kernel: info.filterHeight,
      stride: info.strideHeight,
      padBefore: info.padInfo.top,
    },
    {
      input: info.inWidth,
      output: info.outWidth,
      kernel: info.filterWidth,
      stride: info.strideWidth,
      padBefore: info.padInfo.left,
    },
  ];
}

/** Whether a stride-1 convolution's result is the gradient as it stands. */
function coversInput(convolution: PhaseConvolution, y: ConvolutionAxis, x: ConvolutionAxis): boolean {
  const exact = (phase: PhaseConvolution['y'], axis: ConvolutionAxis): boolean =>
    phase.length === axis.input && phase.firstQuotient === axis.padBefore;
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
