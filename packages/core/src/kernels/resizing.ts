import { eye, image, matMul, reshape, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';

/** The options with which tfjs resizes images. */
export interface Resizing {
  readonly interpolation: 'nearest' | 'bilinear';
  /** Default false, as in tfjs. */
  readonly alignCorners?: boolean;
  /** Default false, as in tfjs. */
  readonly halfPixelCenters?: boolean;
}

/** Resizes images, NHWC, to another height and width. */
export function resized(how: Resizing, x: Tensor, height: number, width: number): Tensor {
  const { interpolation, alignCorners = false, halfPixelCenters = false } = how;
  const resize = interpolation === 'nearest' ? image.resizeNearestNeighbor : image.resizeBilinear;
  return resize(x as Tensor4D, [height, width], alignCorners, halfPixelCenters);
}

/**
 * Computes the cotangent of resized images, which had the given shape. One matrix resizes the rows and another the
 * columns; the cotangent is multiplied by the transposes of both. (tfjs' own gradients are wrong: on the cpu backend
 * they confuse height and width, and they ignore half pixels.)
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

/** The matrix that resizes one axis, `[1, to, from]`; its columns are the resized unit vectors. */
function matrix(how: Resizing, from: number, to: number): Tensor {
  const units = reshape(eye(from), [1, from, 1, from]);
  return reshape(resized(how, units, to, 1), [1, to, from]);
}
