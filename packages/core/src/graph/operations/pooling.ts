import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { type GlobalPooling, globalPooling } from './global-pooling.js';
import { maxPoolVjp } from './max-pool-vjp.js';
import { field, type OperationKind } from './operation-kind.js';

/**
 * Pooling over windows of an image, NHWC, or of a line, `[batch, length, channels]`, which is taken as an image of width 1.
 * Padded cells never win a maximum and are left out of an average.
 */
export interface Pooling {
  readonly kind: 'maxPool' | 'averagePool';
  readonly size: [number, number];
  readonly strides: [number, number];
  readonly padding: 'same' | 'valid';
  readonly global?: never;
}

const kinds: Record<string, Pooling['kind']> = {
  MaxPooling1D: 'maxPool',
  MaxPooling2D: 'maxPool',
  AveragePooling1D: 'averagePool',
  AveragePooling2D: 'averagePool',
};

const windowPooling: OperationKind<Pooling> = {
  fromLayer(layer) {
    const kind = kinds[layer.getClassName()];
    if (kind === undefined) return undefined;
    const ofImage = ([down, across = 1]: [number, number?]): [number, number] => [down, across];
    return {
      kind,
      size: ofImage(field(layer, 'poolSize')),
      strides: ofImage(field(layer, 'strides')),
      padding: field(layer, 'padding'),
    };
  },
  forward: ({ kind, size, strides, padding }, [x]) => {
    const pool = kind === 'maxPool' ? tf.maxPool : tf.avgPool;
    return likeInput(x!, pool(asImage(x!), size, strides, padding));
  },
  vjp(operation, { inputs: [x], output }, cotangent) {
    const { size, strides, padding } = operation;
    const image = asImage(x!);
    const { padInfo } = tf.backend_util.computePool2DInfo(
      image.shape,
      size,
      strides,
      1,
      padding,
      undefined,
      'channelsLast',
    );
    const gradient = poolVjp(operation.kind, operation, padInfo, image, asImage(output), asImage(cotangent));
    return [likeInput(x!, gradient)];
  },
};

/** Pooling over windows and over all places, which share their names for the rules' sake. */
export const pooling: OperationKind<Pooling | GlobalPooling> = {
  fromLayer: (layer, call) => windowPooling.fromLayer(layer, call) ?? globalPooling.fromLayer(layer, call),
  forward: (operation, inputs) =>
    operation.global ? globalPooling.forward(operation, inputs) : windowPooling.forward(operation, inputs),
  vjp: (operation, record, cotangent) =>
    operation.global
      ? globalPooling.vjp(operation, record, cotangent)
      : windowPooling.vjp(operation, record, cotangent),
};

const asImage = (x: Tensor): Tensor4D => (x.rank === 3 ? tf.expandDims(x, 2) : x) as Tensor4D;

const likeInput = (x: Tensor, image: Tensor): Tensor => (x.rank === 3 ? tf.squeeze(image, [2]) : image);

/** How a pooling's windows go over an image. */
type Windows = Pick<Pooling, 'size' | 'strides'>;

/** The cotangent of an image that was pooled over windows, however it was padded. */
export function poolVjp(
  kind: Pooling['kind'],
  windows: Windows,
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
 * The gradient of tfjs' `avgPool` is wrong where it pads (it divides by the whole window, where the forward pass
 * divides by the cells inside the image). Here the padding is made explicit and each window's cotangent is scaled by
 * window / cells inside, so that the gradient of a VALID pooling gives the right one.
 */
function averagePoolVjp(
  { size, strides }: Windows,
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
  const pool = (z: Tensor) => tf.avgPool(z as Tensor4D, size, strides, 'valid');
  const shareInside = pool(tf.pad(tf.ones([1, height, width, 1]), paddings));
  const padded = tf.pad(x, paddings);
  const gradient = tf.grad(pool)(padded, tf.div(cotangent, shareInside));
  return tf.slice(gradient, [0, top, left, 0], x.shape);
}
