import { backend_util, type Tensor } from '@tensorflow/tfjs-core';

type Shape4 = [number, number, number, number];

/** How a convolution, depthwise or not, goes over an image. */
interface Course {
  readonly kernel: Tensor;
  readonly strides: [number, number];
  readonly dilations?: [number, number];
  readonly padding: 'same' | 'valid';
}

/** Rows of zeros above and below an image, columns left and right of it. */
export function explicitPadding(
  image: readonly number[],
  { kernel, strides, dilations = [1, 1], padding }: Course,
): backend_util.ExplicitPadding {
  const { top, bottom, left, right } = backend_util.computeConv2DInfo(
    image as Shape4,
    kernel.shape as Shape4,
    strides,
    dilations,
    padding,
  ).padInfo;
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}

/**
 * The padding to give to tfjs: explicit for SAME where the kernel is smaller than the stride (a 1 × 1 kernel with stride 2,
 * say), where tfjs-wasm 4.22 takes the padding for a huge one and returns zeros.
 */
export function safePadding(
  image: readonly number[],
  course: Course,
): 'same' | 'valid' | backend_util.ExplicitPadding {
  const { kernel, strides, padding } = course;
  const skips = strides.some((stride, axis) => kernel.shape[axis]! < stride);
  return padding === 'same' && skips ? explicitPadding(image, course) : padding;
}
