import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { backend_util, TensorInfo } from '@tensorflow/tfjs-core';
import { convolutionInfo } from '../kernels/convolution-info.js';
import { type CreateKernel, checkFloat32, checkOutputShape, floats } from '../kernels/kernel.js';
import { type ConvolutionPlan, planConvolutions } from './convolution-plan.js';
import { createFilterCache, type FilterCache } from './filter-cache.js';
import { axesOf, inputGradient } from './input-gradient.js';
import { type FilterShape, phaseFilter, phaseFilterShape } from './phase-filter.js';

type Info = backend_util.Conv2DInfo;

/**
 * The gradient of a 2-D convolution with respect to its input (also the forward pass of a transposed convolution): stride-1
 * convolutions of `dy` in XNNPACK, one per sub-pixel phase or one for all phases, whose results are interleaved. Filters are
 * prepared once per filter tensor. Channels-first calls are passed to the stock kernel.
 */
export const conv2DBackpropInput: CreateKernel = (stock) => {
  const cache = createFilterCache();
  return {
    run(call) {
      const { dy, filter } = call.inputs as { dy: TensorInfo; filter: TensorInfo };
      const info = convolutionInfo(call.attrs, call.attrs.inputShape as number[], filter.shape, dy.shape);
      if (info.dataFormat !== 'channelsLast') return stock(call);
      checkFloat32('Conv2DBackpropInput', { dy, filter });
      checkOutputShape('Conv2DBackpropInput', dy, info.outShape);
      const plan = planConvolutions(...axesOf(info), info.inChannels);
      const filters = preparedFilters(call.backend, cache, filter, plan, info);
      const { convolutions } = plan;
      const phases = { kernel: 'Conv2D', convolutions, filters, channels: info.inChannels } as const;
      return inputGradient(call.backend, dy, info, phases);
    },
    release: (backend) => cache.clear(backend),
  };
};

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
      // The filter is written directly into the heap, because JavaScript arrays would double the peak memory.
      const prepared = backend.makeOutput(phaseFilterShape(convolution, shape), 'float32');
      phaseFilter(floats(backend, prepared), floats(backend, filter), shape, strides, convolution);
      return prepared;
    }),
  );
}
