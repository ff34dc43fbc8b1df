import {
  add,
  type backend_util,
  depthwiseConv2d,
  reshape,
  reverse,
  slice,
  sum,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { inLowRank } from '../../kernels/low-rank.js';
import {
  explicitPadding,
  safePadding,
  type WindowPadding,
} from '../../kernels/windows/convolution-padding.js';
import { dilatedKernel } from '../../kernels/windows/dilated-kernel.js';
import type { InputZeros } from '../../kernels/windows/input-zeros.js';
import { mergedShape, onImages } from '../../kernels/windows/merged-samples.js';
import { spreadOut } from '../../kernels/windows/spread-out.js';
import { field, hasSimplePadding, type OperationKind, ownWeight, weight } from '../operation-kind.js';
import type { Weight } from '../weight.js';

/**
 * Depthwise 2-D convolution, NHWC, kernel `[height, width, in, multiplier]`: each channel is convolved with its own
 * `multiplier` kernels; output channel c · multiplier + m is kernel m of channel c.
 */
export interface DepthwiseConvolution extends InputZeros {
  readonly kind: 'depthwiseConvolution';
  readonly strides: [number, number];
  readonly padding: WindowPadding;
  /** Distance between the kernel's cells in the image. Default 1. */
  readonly dilations?: [number, number];
  readonly kernel: Weight;
  readonly bias?: Weight;
}

type Shape4 = [number, number, number, number];

export const depthwiseConvolution: OperationKind<DepthwiseConvolution> = {
  linear: true,
  fromLayer(layer) {
    // The layer ignores its `dilationRate`.
    if (layer.getClassName() !== 'DepthwiseConv2D' || !hasSimplePadding(layer)) return undefined;
    const bias = weight(layer, 'bias');
    return {
      kind: 'depthwiseConvolution',
      strides: field(layer, 'strides'),
      padding: field(layer, 'padding'),
      kernel: ownWeight(layer, 'depthwiseKernel'),
      ...(bias && { bias }),
    };
  },
  forward: (operation, [x]) => {
    const { bias } = operation;
    const sum = onImages(x, (images) => convolved(operation, images));
    return bias ? inLowRank(add, sum, bias) : sum;
  },
  reads: 'shapes',
  vjp: (operation, { inputs }, cotangent) => {
    const shape = mergedShape(inputs[0].shape);
    return [onImages(cotangent, (images) => inputGradient(operation, shape, images))];
  },
};

function convolved(operation: DepthwiseConvolution, images: Tensor4D): Tensor {
  const { kernel, strides, dilations } = operation;
  const padding = safePadding(images.shape, operation);
  const isBoth = [strides, dilations ?? [1]].every((steps) => steps.some((step) => step !== 1));
  // tfjs has no convolution with strides and dilations; zeros in the kernel take the place of the dilations.
  return dilations && isBoth
    ? depthwiseConv2d(images, dilatedKernel(kernel, dilations), strides, padding)
    : depthwiseConv2d(images, kernel as Tensor4D, strides, padding, 'NHWC', dilations);
}

/**
 * Inserts zeros into the cotangent where the strides skipped cells, convolves it depthwise with the flipped kernel,
 * and sums over the multiplier. tfjs' own kernel for this is missing on wasm and does not support dilations.
 */
function inputGradient(operation: DepthwiseConvolution, shape: Shape4, cotangent: Tensor4D): Tensor {
  const { kernel, strides, dilations = [1, 1] } = operation;
  const [batch, height, width, channels] = shape;
  const [kernelHeight, kernelWidth, , multiplier] = kernel.shape as Shape4;
  const [, rows, columns] = explicitPadding(shape, operation);
  const spread = spreadOut(cotangent, strides);
  const paddings: backend_util.ExplicitPadding = [
    [0, 0],
    paddingOf(rows[0], (kernelHeight - 1) * dilations[0], height, spread.shape[1]),
    paddingOf(columns[0], (kernelWidth - 1) * dilations[1], width, spread.shape[2]),
    [0, 0],
  ];
  const flipped = reshape(reverse(kernel as Tensor4D, [0, 1]), [
    kernelHeight,
    kernelWidth,
    channels * multiplier,
    1,
  ]);
  const full = depthwiseConv2d(spread, flipped as Tensor4D, 1, paddings, 'NHWC', dilations);
  const start = [
    0,
    startOf(rows[0], (kernelHeight - 1) * dilations[0]),
    startOf(columns[0], (kernelWidth - 1) * dilations[1]),
    0,
  ];
  const inside = slice(full, start, [batch, height, width, channels * multiplier]);
  return multiplier === 1 ? inside : sum(reshape(inside, [...shape, multiplier]), -1);
}

/**
 * Numbers of zeros before and after the cotangent with which the result covers exactly the input, from its first
 * cell to its last.
 */
function paddingOf(before: number, reach: number, size: number, spread: number): [number, number] {
  return [Math.max(0, reach - before), Math.max(0, size + before - spread)];
}

/** Where the image begins in the result, if the padding is wider than the kernel. */
const startOf = (before: number, reach: number): number => Math.max(0, before - reach);
