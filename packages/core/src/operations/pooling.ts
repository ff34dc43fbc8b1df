import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { maxPoolVjp } from './max-pool-vjp.js';
import { field, type OperationKind } from './operation-kind.js';

/** 2-D pooling, NHWC. Padded cells never win a maximum and are left out of an average. */
export interface Pooling {
  readonly kind: 'maxPool' | 'averagePool';
  readonly size: [number, number];
  readonly strides: [number, number];
  readonly padding: 'same' | 'valid';
}

const kinds: Record<string, Pooling['kind']> = {
  MaxPooling2D: 'maxPool',
  AveragePooling2D: 'averagePool',
};

export const pooling: OperationKind<Pooling> = {
  fromLayer(layer) {
    const kind = kinds[layer.getClassName()];
    if (kind === undefined || field(layer, 'dataFormat') !== 'channelsLast') return undefined;
    return {
      kind,
      size: field(layer, 'poolSize'),
      strides: field(layer, 'strides'),
      padding: field(layer, 'padding'),
    };
  },
  forward: ({ kind, size, strides, padding }, [x]) =>
    (kind === 'maxPool' ? tf.maxPool : tf.avgPool)(x as Tensor4D, size, strides, padding),
  vjp(operation, { inputs: [x], output }, cotangent) {
    const { size, strides, padding } = operation;
    const { shape } = x as Tensor4D;
    const { padInfo } = tf.backend_util.computePool2DInfo(
      shape,
      size,
      strides,
      1,
      padding,
      undefined,
      'channelsLast',
    );
    return [
      operation.kind === 'maxPool'
        ? maxPoolVjp(operation, padInfo, x as Tensor4D, output as Tensor4D, cotangent as Tensor4D)
        : averagePoolVjp(operation, padInfo, x as Tensor4D, cotangent),
    ];
  },
};

/**
 * The gradient of tfjs' `avgPool` is wrong with SAME padding (it divides by the whole window, where the forward pass
 * divides by the cells inside the image). Here the padding is made explicit and each window's cotangent is scaled by
 * window / cells inside, so that the gradient of a VALID pooling gives the right one.
 */
function averagePoolVjp(
  { size, strides }: Pooling,
  { top, bottom, left, right }: tf.backend_util.PadInfo,
  x: Tensor4D,
  cotangent: Tensor,
): Tensor {
  const paddings: [number, number][] = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
  const pool = (z: Tensor) => tf.avgPool(z as Tensor4D, size, strides, 'valid');
  const [, height, width] = x.shape;
  const shareInside = pool(tf.pad(tf.ones([1, height, width, 1]), paddings));
  const padded = tf.pad(x, paddings);
  const gradient = tf.grad(pool)(padded, tf.div(cotangent, shareInside));
  return tf.slice(gradient, [0, top, left, 0], x.shape);
}
