import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { spreadOut } from './spread-out.js';

/** How a pooling's windows go over an image. */
export interface PoolingWindows {
  readonly size: [number, number];
  readonly strides: [number, number];
}

/**
 * Each window's cotangent goes to its first maximum, in row-major order, as PyTorch and TensorFlow have it.
 *
 * Written out because tfjs-wasm 4.22 gets ties wrong: on an all-equal input only the first window of all keeps its
 * gradient. One pass over the places of the window: a place takes the cotangent where it holds the maximum and no
 * earlier place did.
 */
export function maxPoolVjp(
  { size, strides }: PoolingWindows,
  padInfo: tf.backend_util.PadInfo,
  x: Tensor4D,
  output: Tensor4D,
  cotangent: Tensor4D,
): Tensor {
  const [batch, height, width, channels] = x.shape;
  const [, outHeight, outWidth] = output.shape;
  // A canvas that holds the padded image and, for every place of the window, all strided positions.
  const rows = Math.max(padInfo.top + height, outHeight * strides[0] + size[0]);
  const columns = Math.max(padInfo.left + width, outWidth * strides[1] + size[1]);
  const canvas = padImage(x, padInfo.top, padInfo.left, rows, columns, Number.NEGATIVE_INFINITY);

  let free: Tensor = tf.onesLike(output);
  let gradient: Tensor = tf.zeros([batch, rows, columns, channels]);
  for (let i = 0; i < size[0]; i++) {
    for (let j = 0; j < size[1]; j++) {
      const end = [batch, i + outHeight * strides[0], j + outWidth * strides[1], channels];
      const candidate = tf.stridedSlice(canvas, [0, i, j, 0], end, [1, strides[0], strides[1], 1]);
      const wins = tf.mul(free, tf.sub(1, tf.step(tf.sub(output, candidate))));
      free = tf.sub(free, wins);
      const spread = spreadOut(tf.mul(cotangent, wins), strides);
      gradient = tf.add(gradient, padImage(spread, i, j, rows, columns, 0));
    }
  }
  return tf.slice(gradient as Tensor4D, [0, padInfo.top, padInfo.left, 0], x.shape);
}

/** Puts an image at (top, left) of a canvas filled with a value. */
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
