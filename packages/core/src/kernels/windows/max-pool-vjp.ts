import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { spreadOut } from './spread-out.js';

/** Size and strides of the windows of a pooling over an image. */
export interface PoolingWindows {
  readonly size: [number, number];
  readonly strides: [number, number];
  /** Distance between the cells of a window. Default 1. */
  readonly dilations?: [number, number];
}

/** The largest float32: infinite numbers are compared as if they were this, because ∞ − ∞ is NaN. */
const LARGEST = 3.4028234663852886e38;

/**
 * Passes each window's cotangent to its first maximum, in row-major order, as PyTorch and TensorFlow do.
 *
 * Written explicitly because ties are wrong in tfjs-wasm 4.22: for a constant input, only the first of all windows keeps its
 * gradient. One pass over the positions of the window: a position gets the cotangent if it has the maximum and no earlier
 * position did.
 */
export function maxPoolVjp(
  { size, strides, dilations = [1, 1] }: PoolingWindows,
  padInfo: tf.backend_util.PadInfo,
  x: Tensor4D,
  output: Tensor4D,
  cotangent: Tensor4D,
): Tensor {
  const [batch, height, width, channels] = x.shape;
  const [, outHeight, outWidth] = output.shape;
  const reach = (axis: 0 | 1) => (size[axis] - 1) * dilations[axis] + 1;
  // The size of a canvas that is large enough for the padded image and for all windows at all strides.
  const rows = Math.max(padInfo.top + height, outHeight * strides[0] + reach(0));
  const columns = Math.max(padInfo.left + width, outWidth * strides[1] + reach(1));
  const finite = tf.clipByValue(x, -LARGEST, LARGEST);
  const largest = tf.clipByValue(output, -LARGEST, LARGEST);
  // A padded cell is smaller than every number, so it never wins.
  const canvas = padImage(finite, padInfo.top, padInfo.left, rows, columns, Number.NEGATIVE_INFINITY);

  let free: Tensor = tf.onesLike(output);
  let gradient: Tensor = tf.fill([batch, rows, columns, channels], 0);
  for (let i = 0; i < size[0]; i++) {
    for (let j = 0; j < size[1]; j++) {
      const [row, column] = [i * dilations[0], j * dilations[1]];
      const end = [batch, row + outHeight * strides[0], column + outWidth * strides[1], channels];
      const candidate = tf.stridedSlice(canvas, [0, row, column, 0], end, [1, strides[0], strides[1], 1]);
      const wins = tf.mul(free, tf.sub(1, tf.step(tf.sub(largest, candidate))));
      free = tf.sub(free, wins);
      const spread = spreadOut(tf.mul(cotangent, wins), strides);
      gradient = tf.add(gradient, padImage(spread, row, column, rows, columns, 0));
    }
  }
  return tf.slice(gradient as Tensor4D, [0, padInfo.top, padInfo.left, 0], x.shape);
}

/** Pads an image to a canvas filled with a value, with the image at (top, left). */
function padImage(image: Tensor4D, top: number, left: number, rows: number, columns: number, value: number) {
  const [, height, width] = image.shape;
  const paddings: [number, number][] = [
    [0, 0],
    [top, rows - top - height],
    [left, columns - left - width],
    [0, 0],
  ];
  return tf.pad(image, paddings, value);
}
