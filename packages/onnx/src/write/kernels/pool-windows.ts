import { backend_util } from '@tensorflow/tfjs-core';

/** The windows of a pooling in TensorFlow.js. */
export interface PoolingAttributes {
  readonly filterSize: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad: 'same' | 'valid' | number | backend_util.ExplicitPadding;
  readonly dilations?: [number, number] | undefined;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** The windows of a pooling as ONNX describes them, except for dilations. */
export interface PoolWindows {
  readonly kernel_shape: [number, number];
  readonly strides: [number, number];
  /** Top, left, bottom, right. */
  readonly pads: [number, number, number, number];
}

/** @param image shape `[samples, height, width, channels]`. */
export function poolWindows(
  image: readonly number[],
  { filterSize, strides, pad, dilations = [1, 1], dimRoundingMode }: PoolingAttributes,
): { outShape: readonly number[]; windows: PoolWindows } {
  const info = backend_util.computePool2DInfo(
    image as [number, number, number, number],
    filterSize,
    strides,
    dilations,
    pad,
    dimRoundingMode,
  );
  const { top, left, bottom, right } = info.padInfo;
  return {
    outShape: info.outShape,
    windows: {
      kernel_shape: [info.filterHeight, info.filterWidth],
      strides: [info.strideHeight, info.strideWidth],
      pads: [top, left, bottom, right],
    },
  };
}

/** Whether ONNX allows the padding: no window may lie entirely outside the image. */
export function hasNarrowPadding({ kernel_shape, pads }: PoolWindows): boolean {
  return pads.every((cells, i) => cells < (kernel_shape[i % 2] ?? 1));
}
