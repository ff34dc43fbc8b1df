import {
  add,
  concat,
  conv2d,
  conv2dTranspose,
  pad,
  slice,
  type Tensor,
  type Tensor3D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { inLowRank } from '../../kernels/low-rank.js';
import {
  ofSides,
  type Sides,
  safePadding,
  type WindowPadding,
} from '../../kernels/windows/convolution-padding.js';
import { dilatedKernel } from '../../kernels/windows/dilated-kernel.js';
import { onImages } from '../../kernels/windows/merged-samples.js';
import { field, hasSimplePadding, type OperationKind, ownWeight, weight } from '../operation-kind.js';
import type { Weight } from '../weight.js';

/**
 * Transposed 2-D convolution, NHWC, kernel `[height, width, out / groups, in]`; y = x ∗ᵀ K + b. A side of n becomes n · stride
 * with SAME padding, n · stride + max(kernel − stride, 0) with VALID, and (n − 1) · stride + (kernel − 1) · dilation + 1 − before − after
 * with explicit padding, which crops the result; a negative number adds zeros instead, such as ONNX's output padding.
 * Axes between the samples and the image are joined with the samples.
 */
export interface TransposedConvolution {
  readonly kind: 'transposedConvolution';
  readonly strides: [number, number];
  readonly padding: WindowPadding;
  /** Distance between the kernel's cells in the result; with explicit padding only. Default 1. */
  readonly dilations?: [number, number];
  /** Groups of channels that are convolved separately; with explicit padding only. Default 1. */
  readonly groups?: number;
  readonly kernel: Weight;
  readonly bias?: Weight;
}

export const transposedConvolution: OperationKind<TransposedConvolution> = {
  linear: true,
  fromLayer(layer) {
    // The layer ignores its `dilationRate`.
    if (layer.getClassName() !== 'Conv2DTranspose' || !hasSimplePadding(layer)) return undefined;
    const bias = weight(layer, 'bias');
    return {
      kind: 'transposedConvolution',
      strides: field(layer, 'strides'),
      padding: field(layer, 'padding'),
      kernel: ownWeight(layer, 'kernel'),
      ...(bias && { bias }),
    };
  },
  forward: (operation, [x]) => {
    const { bias } = operation;
    const sum = onImages(x, (images) => byGroups(operation, images, spread));
    return bias ? inLowRank(add, sum, bias) : sum;
  },
  reads: 'shapes',
  vjp: (operation, _record, cotangent) => [
    onImages(cotangent, (images) => byGroups(operation, images, gathered)),
  ],
};

type Part = Pick<TransposedConvolution, 'strides' | 'padding' | 'dilations' | 'kernel'>;

/** Runs each group of channels with its own part of the kernel: its input channels. */
function byGroups(
  { groups = 1, ...operation }: TransposedConvolution,
  images: Tensor4D,
  run: (part: Part, images: Tensor4D) => Tensor,
): Tensor {
  if (groups === 1) return run(operation, images);
  const inputs = (operation.kernel.shape[3] ?? 0) / groups;
  const own = images.shape[3] / groups;
  return concat(
    Array.from({ length: groups }, (_, group) => {
      const kernel = slice(operation.kernel as Tensor4D, [0, 0, 0, group * inputs], [-1, -1, -1, inputs]);
      return run({ ...operation, kernel }, slice(images, [0, 0, 0, group * own], [-1, -1, -1, own]));
    }),
    3,
  );
}

function spread({ strides, padding, dilations, kernel }: Part, images: Tensor4D): Tensor {
  const full = dilations ? dilatedKernel(kernel, dilations) : (kernel as Tensor4D);
  const [batch, ...sides] = images.shape;
  const [, , channels] = full.shape;
  const { cropped, added } = cropsAndMargins(padding);
  const side = (axis: 0 | 1) => {
    const [length, stride, size] = [sides[axis] ?? 0, strides[axis], full.shape[axis]];
    if (typeof padding === 'string') {
      return length * stride + (padding === 'same' ? 0 : Math.max(size - stride, 0));
    }
    const [before, after] = cropped[axis];
    return (length - 1) * stride + size - before - after;
  };
  const result = conv2dTranspose(
    images as Tensor3D & Tensor4D,
    full,
    [batch, side(0), side(1), channels],
    strides,
    typeof padding === 'string' ? padding : ofSides(cropped),
  );
  return hasMargins(added) ? pad(result, ofSides(added) as [number, number][]) : result;
}

function gathered({ strides, padding, dilations, kernel }: Part, cotangent: Tensor4D): Tensor {
  const full = dilations ? dilatedKernel(kernel, dilations) : (kernel as Tensor4D);
  const { cropped, added } = cropsAndMargins(padding);
  const [rows, columns] = added;
  const [batch, height, width, channels] = cotangent.shape;
  const inside = hasMargins(added)
    ? slice(
        cotangent,
        [0, rows[0], columns[0], 0],
        [batch, height - rows[0] - rows[1], width - columns[0] - columns[1], channels],
      )
    : cotangent;
  const own = typeof padding === 'string' ? padding : cropped;
  return conv2d(inside, full, strides, safePadding(inside.shape, { kernel: full, strides, padding: own }));
}

/** Explicit padding as cells that are cropped and cells that are added. */
function cropsAndMargins(padding: WindowPadding): { cropped: Sides; added: Sides } {
  const none: Sides = [
    [0, 0],
    [0, 0],
  ];
  if (typeof padding === 'string') return { cropped: none, added: none };
  const of = (sign: 1 | -1): Sides => {
    const [rows, columns] = padding.map(([before, after]): [number, number] => [
      Math.max(0, sign * before),
      Math.max(0, sign * after),
    ]);
    return [rows ?? [0, 0], columns ?? [0, 0]];
  };
  return { cropped: of(1), added: of(-1) };
}

const hasMargins = (sides: Sides): boolean => sides.flat().some((cells) => cells > 0);
