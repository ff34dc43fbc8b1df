import { add, type Tensor } from '@tensorflow/tfjs-core';
import {
  type DepthWindows,
  depthAfter,
  depthBefore,
  gatheredAlongDepth,
  kernelSlice,
  spreadAlongDepth,
} from '../../kernels/windows/along-depth.js';
import type { InputZeros } from '../../kernels/windows/input-zeros.js';
import { onVolumes } from '../../kernels/windows/merged-samples.js';
import type { OperationKind } from '../operation-kind.js';
import type { Weight } from '../weight.js';
import { convolution, inputCotangent } from './convolution.js';
import { transposedConvolution } from './transposed-convolution.js';

interface Geometry3d {
  readonly strides: readonly [number, number, number];
  /** Numbers of zeros before and after the volume, along each axis. */
  readonly padding: readonly [
    readonly [number, number],
    readonly [number, number],
    readonly [number, number],
  ];
  /** Distance between the kernel's cells in the volume. Default 1. */
  readonly dilations?: readonly [number, number, number];
  /** Groups of channels that are convolved separately. Default 1. */
  readonly groups?: number;
  readonly kernel: Weight;
  readonly bias?: Weight;
}

/**
 * 3-D convolution of `[batch, …, depth, height, width, channels]`, kernel `[depth, height, width, in / groups, out]`; y = x ∗ K + b. It is
 * a sum of 2-D convolutions, one for each slice of the kernel, because tfjs-wasm has no 3-D one.
 */
export interface Convolution3d extends Geometry3d, InputZeros {
  readonly kind: 'convolution3d';
}

/**
 * Transposed 3-D convolution, kernel `[depth, height, width, out / groups, in]`; y = x ∗ᵀ K + b. The padding crops the result, as that of a
 * 2-D one does.
 */
export interface TransposedConvolution3d extends Geometry3d {
  readonly kind: 'transposedConvolution3d';
}

export const convolution3d: OperationKind<Convolution3d> = {
  linear: true,
  forward(operation, [x]) {
    const windows = alongDepth(operation);
    const sum = onVolumes(x, (volumes) =>
      gatheredAlongDepth(volumes, windows, depthAfter(volumes.shape[1] ?? 0, windows), (images, k) =>
        convolution.forward({ kind: 'convolution', ...ofImages(operation, k) }, [images]),
      ),
    );
    return operation.bias ? add(sum, operation.bias) : sum;
  },
  reads: 'shapes',
  vjp(operation, { inputs: [x] }, cotangent) {
    const [depth = 0, ...image] = x.shape.slice(-4);
    const ofSlice = (images: Tensor, k: number) =>
      inputCotangent(
        { kind: 'convolution', ...ofImages(operation, k) },
        [images.shape[0] ?? 0, ...image],
        images,
      );
    return [
      onVolumes(cotangent, (volumes) => spreadAlongDepth(volumes, alongDepth(operation), depth, ofSlice)),
    ];
  },
};

export const transposedConvolution3d: OperationKind<TransposedConvolution3d> = {
  linear: true,
  forward(operation, [x]) {
    const windows = alongDepth(operation);
    const sum = onVolumes(x, (volumes) =>
      spreadAlongDepth(volumes, windows, depthBefore(volumes.shape[1] ?? 0, windows), (images, k) =>
        transposedConvolution.forward({ kind: 'transposedConvolution', ...ofImages(operation, k) }, [images]),
      ),
    );
    return operation.bias ? add(sum, operation.bias) : sum;
  },
  reads: 'shapes',
  vjp(operation, { inputs: [x] }, cotangent) {
    const [depth = 0] = x.shape.slice(-4);
    const ofSlice = (images: Tensor, k: number) => {
      const part = { kind: 'transposedConvolution', ...ofImages(operation, k) } as const;
      return only(transposedConvolution.vjp(part, { inputs: [images], output: images }, images));
    };
    return [
      onVolumes(cotangent, (volumes) => gatheredAlongDepth(volumes, alongDepth(operation), depth, ofSlice)),
    ];
  },
};

/** The 2-D convolution with slice `k` of the kernel. */
function ofImages({ strides, padding, dilations = [1, 1, 1], groups = 1, kernel }: Geometry3d, k: number) {
  return {
    strides: [strides[1], strides[2]] as [number, number],
    padding: [padding[1], padding[2]] as const,
    dilations: [dilations[1], dilations[2]] as [number, number],
    groups,
    kernel: kernelSlice(kernel, k),
  };
}

function alongDepth({ strides, padding, dilations, kernel }: Geometry3d): DepthWindows {
  return {
    size: kernel.shape[0] ?? 1,
    stride: strides[0],
    dilation: dilations?.[0] ?? 1,
    margin: padding[0],
  };
}

function only(tensors: readonly Tensor[]): Tensor {
  return tensors[0] as Tensor;
}
