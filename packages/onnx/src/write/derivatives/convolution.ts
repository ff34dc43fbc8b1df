import type { Convolution, DepthwiseConvolution } from '@csm/core/extend';
import type { Emitter } from '../emitter.js';
import { inputGradient } from '../kernels/convolution-gradient.js';
import { groupedKernel } from '../kernels/grouped-kernel.js';
import { padsOf, reachesOf } from '../kernels/windows.js';
import { samplesJoined, samplesSplit, sidesOf } from '../operations/windows/channels-first.js';
import { isRightOnWebGpu } from '../operations/windows/transposed-convolution.js';
import type { Value } from '../value.js';
import type { WriteDerivative } from './write-derivative.js';

/** For grouped convolutions, because TensorFlow.js convolves one group after the other. */
export const convolution: WriteDerivative<Convolution> = (
  emitter,
  operation,
  { inputs: [x], valueFor },
  cotangent,
) => {
  const { groups = 1, kernel } = operation;
  if (x === undefined || groups === 1) return undefined;
  return ofGroups(emitter, operation, valueFor(kernel), groups, x, cotangent);
};

/** A depthwise convolution has as many groups as channels. */
export const depthwiseConvolution: WriteDerivative<DepthwiseConvolution> = (
  emitter,
  operation,
  { inputs: [x], valueFor },
  cotangent,
) => {
  if (x === undefined) return undefined;
  const { kernel, groups } = groupedKernel(emitter, valueFor(operation.kernel));
  return ofGroups(emitter, operation, kernel, groups, x, cotangent);
};

function ofGroups(
  emitter: Emitter,
  { strides, padding, dilations = [1, 1] }: Convolution | DepthwiseConvolution,
  kernel: Value,
  groups: number,
  x: Value,
  cotangent: Value,
): Value[] | undefined {
  const [, , own = 1, filters = 1] = kernel.shape;
  if (!isRightOnWebGpu(groups, filters / groups, own)) return undefined;
  const sizes = kernel.shape.slice(0, 2);
  const images = samplesJoined(emitter, cotangent, 2);
  const image = x.shape.slice(-3);
  const sides = sidesOf(padding, image.slice(0, 2), reachesOf(sizes, dilations), strides);
  const windows = { kernel_shape: sizes, strides, dilations, pads: padsOf(sides) };
  const shape = [images.shape[0] ?? 1, ...image];
  const leaving = inputGradient(emitter, images, kernel, shape, windows, groups);
  return [samplesSplit(emitter, leaving, x, 2)];
}
