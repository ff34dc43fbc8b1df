import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { maxPoolVjp, type PoolingWindows } from './max-pool-vjp.js';

/** The cotangent of an image that was pooled over windows, with any padding. */
export function poolVjp(
  kind: 'maxPool' | 'averagePool',
  windows: PoolingWindows,
  padInfo: tf.backend_util.PadInfo,
  x: Tensor4D,
  output: Tensor4D,
  cotangent: Tensor4D,
): Tensor {
  return kind === 'maxPool'
    ? maxPoolVjp(windows, padInfo, x, output, cotangent)
    : averagePoolVjp(windows, padInfo, x, cotangent);
}

/**
 * The gradient of tfjs' `avgPool` is wrong if it pads: it divides by the whole window, whereas the forward pass divides by the
 * cells inside the image. Here the padding is explicit, and each window's cotangent is scaled by window / cells inside, so that
 * the gradient of a VALID pooling is the correct one.
 */
function averagePoolVjp(
  { size, strides }: PoolingWindows,
  { top, left }: tf.backend_util.PadInfo,
  x: Tensor4D,
  cotangent: Tensor4D,
): Tensor {
  const [, height, width] = x.shape;
  const [, outHeight, outWidth] = cotangent.shape;
  const paddings: [number, number][] = [
    [0, 0],
    [top, Math.max(0, (outHeight - 1) * strides[0] + size[0] - top - height)],
    [left, Math.max(0, (outWidth - 1) * strides[1] + size[1] - left - width)],
    [0, 0],
  ];
  const inside = tf.pad(tf.ones([1, height, width, 1]), paddings) as Tensor4D;
  const shareInside = tf.avgPool(inside, size, strides, 'valid');
  // The kernel itself, because tf.grad needs tfjs' gradients, which are registered only if tfjs-layers is imported.
  const gradient = tf
    .engine()
    .runKernel<Tensor>(
      'AvgPoolGrad',
      { dy: tf.div(cotangent, shareInside), input: tf.pad(x, paddings) },
      { filterSize: size, strides, pad: 'valid' },
    );
  return tf.slice(gradient, [0, top, left, 0], x.shape);
}
