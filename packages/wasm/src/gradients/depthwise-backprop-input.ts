import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { checkNotDilated, depthwiseInfo } from '../kernels/convolution-info.js';
import { type CreateKernel, checkFloat32, checkOutputShape, floats, runKernel } from '../kernels/kernel.js';
import { type PhaseConvolution, separateConvolutions } from './convolution-plan.js';
import { createFilterCache } from './filter-cache.js';
import { axesOf, inputGradient } from './input-gradient.js';
import type { FilterShape } from './phase-filter.js';

const NAME = 'DepthwiseConv2dNativeBackpropInput';

/**
 * The gradient of a depthwise 2-D convolution with respect to its input, which tfjs-backend-wasm lacks: depthwise stride-1
 * convolutions of `dy` in XNNPACK, one per sub-pixel phase, whose results are interleaved. If there is a channel multiplier, the
 * output channels of each input channel are added up. Filters are prepared once per filter tensor. Supports only
 * channels last without dilation, like tfjs' gradient of depthwise convolutions.
 */
export const depthwiseBackpropInput: CreateKernel = () => {
  const cache = createFilterCache();
  return {
    run({ inputs, attrs, backend }) {
      const { dy, filter } = inputs as { dy: TensorInfo; filter: TensorInfo };
      const info = depthwiseInfo(attrs, attrs.inputShape as number[], filter.shape, dy.shape);
      checkNotDilated(NAME, attrs);
      checkFloat32(NAME, { dy, filter });
      checkOutputShape(NAME, dy, info.outShape);
      const convolutions = separateConvolutions(...axesOf(info));
      const shape = filter.shape as unknown as FilterShape;
      const strides = [info.strideHeight, info.strideWidth] as const;
      const key = `${shape.join('x')} stride ${strides.join('x')}`;
      const filters = cache.get(backend, filter.dataId, key, () =>
        convolutions.map((convolution) => phaseFilter(backend, filter, shape, strides, convolution)),
      );
      const phases = { kernel: 'DepthwiseConv2dNative', convolutions, filters } as const;
      const gradient = inputGradient(backend, dy, info, { ...phases, channels: info.outChannels });
      if (info.outChannels === info.inChannels) return gradient;
      const grouped = { ...gradient, shape: [...info.inShape, info.outChannels / info.inChannels] };
      const sum = runKernel(backend, 'Sum', { x: grouped }, { axis: [4], keepDims: false });
      backend.disposeData(gradient.dataId);
      return sum;
    },
    release: (backend) => cache.clear(backend),
  };
};

/** Every stride-th tap of the filter, in reverse order, for each output channel. */
function phaseFilter(
  backend: BackendWasm,
  filter: TensorInfo,
  [, width, inChannels, multiplier]: FilterShape,
  strides: readonly [number, number],
  { y, x }: PhaseConvolution,
): TensorInfo {
  const channels = inChannels * multiplier;
  const result = backend.makeOutput([y.taps, x.taps, channels, 1], 'float32');
  const [values, weights] = [floats(backend, result), floats(backend, filter)];
  for (let tapY = 0; tapY < y.taps; tapY++) {
    const row = y.residue + (y.taps - 1 - tapY) * strides[0];
    for (let tapX = 0; tapX < x.taps; tapX++) {
      const from = (row * width + x.residue + (x.taps - 1 - tapX) * strides[1]) * channels;
      values.set(weights.subarray(from, from + channels), (tapY * x.taps + tapX) * channels);
    }
  }
  return result;
}
