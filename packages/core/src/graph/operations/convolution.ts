import {
  add,
  type backend_util,
  concat,
  conv2d,
  conv2dTranspose,
  reverse,
  slice,
  type Tensor,
  type Tensor3D,
  type Tensor4D,
  transpose,
} from '@tensorflow/tfjs-core';
import { inLowRank } from '../../kernels/low-rank.js';
import {
  explicitPadding,
  ofSides,
  safePadding,
  type WindowPadding,
} from '../../kernels/windows/convolution-padding.js';
import { dilatedKernel } from '../../kernels/windows/dilated-kernel.js';
import type { InputZeros } from '../../kernels/windows/input-zeros.js';
import { mergedShape, onImages } from '../../kernels/windows/merged-samples.js';
import { field, hasSimplePadding, type OperationKind, ownWeight, weight } from '../operation-kind.js';
import type { Weight } from '../weight.js';

/**
 * 2-D convolution, NHWC, kernel `[height, width, in / groups, out]`; y = x ∗ K + b. Axes between the samples and the image are
 * joined with the samples.
 */
export interface Convolution extends InputZeros {
  readonly kind: 'convolution';
  readonly strides: [number, number];
  readonly padding: WindowPadding;
  /** Distance between the kernel's cells in the image. Default 1. */
  readonly dilations?: [number, number];
  /** Groups of channels that are convolved separately. Default 1. */
  readonly groups?: number;
  readonly kernel: Weight;
  readonly bias?: Weight;
}

export const convolution: OperationKind<Convolution> = {
  linear: true,
  fromLayer(layer) {
    if (layer.getClassName() !== 'Conv2D' || !hasSimplePadding(layer)) return undefined;
    const dilations = field<[number, number]>(layer, 'dilationRate');
    const bias = weight(layer, 'bias');
    return {
      kind: 'convolution',
      strides: field(layer, 'strides'),
      padding: field(layer, 'padding'),
      ...(isDilated(dilations) && { dilations }),
      kernel: ownWeight(layer, 'kernel'),
      ...(bias && { bias }),
    };
  },

  // The bias is added last, not fused: near a zero input (the start of a path method) the sum is tiny compared with the bias,
  // and accumulating on top of the bias would round it away.
  forward: (operation, [x]) => {
    const { bias } = operation;
    const sum = onImages(x, (images) => byGroups(operation, images, convolved));
    return bias ? inLowRank(add, sum, bias) : sum;
  },

  reads: 'shapes',
  // The transposed convolution is the vector–Jacobian product; `tf.grad` would compute that of the filter too.
  vjp: (operation, { inputs }, cotangent) => [inputCotangent(operation, inputs[0].shape, cotangent)],
};

/** The cotangent of the input, which has the given shape. */
export function inputCotangent(
  operation: Convolution,
  inputShape: readonly number[],
  cotangent: Tensor,
): Tensor {
  const [samples, height, width, channels] = mergedShape(inputShape);
  const shape: Shape4 = [samples, height, width, channels / (operation.groups ?? 1)];
  const run = (part: Convolution, images: Tensor4D) => convolutionVjp(part, shape, images);
  return onImages(cotangent, (images) => byGroups(operation, images, run));
}

type Shape4 = [number, number, number, number];

/** Convolves each group of channels with its own part of the kernel. */
function byGroups(
  { groups = 1, ...operation }: Convolution,
  images: Tensor4D,
  run: (operation: Convolution, images: Tensor4D) => Tensor,
): Tensor {
  if (groups === 1) return run(operation, images);
  const own = (images.shape[3] ?? 0) / groups;
  const outputs = (operation.kernel.shape[3] ?? 0) / groups;
  const parts = Array.from({ length: groups }, (_, group) => {
    const kernel = slice(operation.kernel as Tensor4D, [0, 0, 0, group * outputs], [-1, -1, -1, outputs]);
    return run({ ...operation, kernel }, slice(images, [0, 0, 0, group * own], [-1, -1, -1, own]));
  });
  return concat(parts, 3);
}

function convolved(operation: Convolution, images: Tensor4D): Tensor {
  const { kernel, strides, dilations } = undilatedIfStrided(operation);
  const padding = safePadding(images.shape, operation);
  return conv2d(images, kernel as Tensor4D, strides, padding, 'NHWC', dilations);
}

function convolutionVjp(operation: Convolution, shape: Shape4, cotangent: Tensor4D): Tensor {
  const { kernel, strides, padding, dilations } = undilatedIfStrided(operation);
  if (isDilated(dilations)) return dilatedVjp(operation, shape, cotangent);
  const pad = typeof padding === 'string' ? padding : ofSides(padding);
  return conv2dTranspose(cotangent as Tensor3D & Tensor4D, kernel as Tensor4D, shape, strides, pad);
}

/** tfjs has no convolution with strides and dilations; zeros in the kernel take the place of the dilations. */
function undilatedIfStrided(operation: Convolution): Convolution {
  const { dilations, ...others } = operation;
  if (dilations === undefined || !isDilated(dilations) || !isDilated(operation.strides)) return operation;
  return { ...others, kernel: dilatedKernel(operation.kernel, dilations) };
}

function isDilated(dilations: readonly number[] | undefined): boolean {
  return dilations?.some((distance) => distance !== 1) ?? false;
}

/** The convolution with the flipped kernel: tfjs has no gradient of a dilated convolution, whose strides are 1. */
function dilatedVjp(operation: Convolution, shape: Shape4, cotangent: Tensor4D): Tensor {
  const { kernel, dilations = [1, 1] } = operation;
  const [kernelHeight = 1, kernelWidth = 1] = kernel.shape;
  const [, rows, columns] = explicitPadding(shape, operation);
  const [down, across] = [(kernelHeight - 1) * dilations[0], (kernelWidth - 1) * dilations[1]];
  // Where the padding is wider than the kernel, the result begins or ends outside of the image.
  const before = [rows[0] - down, columns[0] - across].map((beyond) => Math.max(0, beyond));
  const paddings: backend_util.ExplicitPadding = [
    [0, 0],
    [Math.max(0, down - rows[0]), Math.max(0, down - rows[1])],
    [Math.max(0, across - columns[0]), Math.max(0, across - columns[1])],
    [0, 0],
  ];
  const flipped = transpose(reverse(kernel as Tensor4D, [0, 1]), [0, 1, 3, 2]) as Tensor4D;
  const full = conv2d(cotangent, flipped, 1, paddings, 'NHWC', dilations);
  const [samples, height, width] = shape;
  return slice(full, [0, before[0] ?? 0, before[1] ?? 0, 0], [samples, height, width, -1]);
}
