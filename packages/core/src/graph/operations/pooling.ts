import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { ofSides, type WindowPadding } from '../../kernels/windows/convolution-padding.js';
import { mergedShape } from '../../kernels/windows/merged-samples.js';
import { poolVjp } from '../../kernels/windows/pool-vjp.js';
import { field, type OperationKind } from '../operation-kind.js';
import { type GlobalPooling, globalPooling } from './global-pooling.js';

/**
 * Pooling over windows of an image, NHWC, or of a sequence, `[batch, length, channels]`, which is treated as an image
 * of width 1. Other axes between the samples and the image are joined with the samples. Padded cells are never a maximum and do not count in an average.
 */
export interface Pooling {
  readonly kind: 'maxPool' | 'averagePool';
  readonly size: [number, number];
  readonly strides: [number, number];
  readonly padding: WindowPadding;
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
    return likeInput(x, pool(asImage(x), size, strides, padOf(padding)));
  },
  vjp(operation, { inputs: [x], output }, cotangent) {
    const { size, strides, padding } = operation;
    const image = asImage(x);
    const { padInfo } = tf.backend_util.computePool2DInfo(
      image.shape,
      size,
      strides,
      1,
      padOf(padding),
      undefined,
      'channelsLast',
    );
    const gradient = poolVjp(operation.kind, operation, padInfo, image, asImage(output), asImage(cotangent));
    return [likeInput(x, gradient)];
  },
};

/** Pooling over windows or over all positions; both have the same kinds, so that rules match both. */
export const pooling: OperationKind<Pooling | GlobalPooling> = {
  linear: ({ kind }) => kind === 'averagePool',
  fromLayer: (layer, call) =>
    windowPooling.fromLayer?.(layer, call) ?? globalPooling.fromLayer?.(layer, call),
  forward: (operation, inputs) =>
    operation.global ? globalPooling.forward(operation, inputs) : windowPooling.forward(operation, inputs),
  vjp: (operation, record, cotangent) =>
    operation.global
      ? globalPooling.vjp(operation, record, cotangent)
      : windowPooling.vjp(operation, record, cotangent),
};

const padOf = (padding: WindowPadding) => (typeof padding === 'string' ? padding : ofSides(padding));

function asImage(x: Tensor): Tensor4D {
  if (x.rank === 3) return tf.expandDims(x, 2);
  return (x.rank > 4 ? tf.reshape(x, mergedShape(x.shape)) : x) as Tensor4D;
}

function likeInput(x: Tensor, image: Tensor): Tensor {
  if (x.rank === 3) return tf.squeeze(image, [2]);
  return x.rank > 4 ? tf.reshape(image, [...x.shape.slice(0, -3), ...image.shape.slice(1)]) : image;
}
