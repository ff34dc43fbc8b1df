import { eye, image, matMul, reshape, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';

/** How tfjs resizes images. */
export interface Resizing {
  readonly interpolation: 'nearest' | 'bilinear';
  /** Default false, as in tfjs. */
  readonly alignCorners?: boolean;
  /** Default false, as in tfjs. */
  readonly halfPixelCenters?: boolean;
}

/** Images, NHWC, of another height and width. */
export function resized(how: Resizing, x: Tensor, height: number, width: number): Tensor {
  const { interpolation, alignCorners = false, halfPixelCenters = false } = how;
  const resize = interpolation === 'nearest' ? image.resizeNearestNeighbor : image.resizeBilinear;
  return resize(x as Tensor4D, [height, width], alignCorners, halfPixelCenters);
}

/**
 * The cotangent of images of the given shape. Rows and columns are resized each by a matrix; the product is with both
 * transposed. (tfjs' own gradients are wrong: on the cpu backend they mix up height and width, and half pixels are forgotten.)
 */
export function resizingVjp(how: Resizing, shape: readonly number[], cotangent: Tensor): Tensor {
  const [batch, height, width, channels] = shape as [number, number, number, number];
  const [, rows, columns] = cotangent.shape as [number, number, number, number];
  const ofRows = matMul(
    matrix(how, height, rows),
    reshape(cotangent, [batch, rows, columns * channels]),
    true,
  );
  const ofBoth = matMul(
    matrix(how, width, columns),
    reshape(ofRows, [batch * height, columns, channels]),
    true,
  );
  return reshape(ofBoth, shape as number[]);
}

/** The matrix that resizes a side, `[1, to, from]`: what resizing makes of the unit vectors. */
function matrix(how: Resizing, from: number, to: number): Tensor {
  const units = reshape(eye(from), [1, from, 1, from]);
  return reshape(resized(how, units, to, 1), [1, to, from]);
}
