import { backend_util, type Tensor } from '@tensorflow/tfjs-core';

type Shape4 = [number, number, number, number];

/** Numbers of rows above and below, and of columns to the left and right. */
export type Sides = readonly [readonly [number, number], readonly [number, number]];

/** The zeros around an image: TensorFlow's rules, or their numbers on each side. */
export type WindowPadding = 'same' | 'valid' | Sides;

/** The geometry of an ordinary or depthwise convolution over an image. */
interface Geometry {
  readonly kernel: Tensor;
  readonly strides: [number, number];
  readonly dilations?: [number, number];
  readonly padding: WindowPadding;
}

/** The numbers of rows of zeros above and below an image, and of columns to its left and right. */
export function explicitPadding(
  image: readonly number[],
  { kernel, strides, dilations = [1, 1], padding }: Geometry,
): backend_util.ExplicitPadding {
  if (typeof padding !== 'string') return ofSides(padding);
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

/** Explicit padding in the form that tfjs takes. */
export function ofSides([rows, columns]: Sides): backend_util.ExplicitPadding {
  return [
    [0, 0],
    [rows[0], rows[1]],
    [columns[0], columns[1]],
    [0, 0],
  ];
}

/**
 * The padding to pass to tfjs. SAME becomes explicit if the kernel is smaller than the stride (for example 1 × 1 with stride 2):
 * tfjs-wasm 4.22 then computes a huge padding and returns zeros.
 */
export function safePadding(
  image: readonly number[],
  geometry: Geometry,
): 'same' | 'valid' | backend_util.ExplicitPadding {
  const { kernel, strides, padding } = geometry;
  if (typeof padding !== 'string') return ofSides(padding);
  const skips = strides.some((stride, axis) => (kernel.shape[axis] ?? 0) < stride);
  return padding === 'same' && skips ? explicitPadding(image, geometry) : padding;
}
