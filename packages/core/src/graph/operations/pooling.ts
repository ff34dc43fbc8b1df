import { reshape, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import { mergedShape } from '../../kernels/windows/merged-samples.js';
import { pooled, pooledVjp, type WindowPooling } from '../../kernels/windows/pool-windows.js';
import { field, type OperationKind } from '../operation-kind.js';
import { type GlobalPooling, globalPooling } from './global-pooling.js';
import { type VolumePooling, volumePooling } from './volume-pooling.js';

/**
 * Pooling over windows of an image, NHWC, or of a sequence, `[batch, length, channels]`, which is treated as an image
 * of width 1. Other axes between the samples and the image are joined with the samples. Padded cells are never a maximum; in an average
 * they count only with `includePadding`.
 */
export interface Pooling extends WindowPooling {
  readonly global?: never;
  readonly volume?: never;
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
  forward: (operation, [x]) => likeInput(x, pooled(operation, asImage(x))),
  vjp: (operation, { inputs: [x], output }, cotangent) => [
    likeInput(x, pooledVjp(operation, asImage(x), asImage(output), asImage(cotangent))),
  ],
};

/** Pooling over windows of images or volumes, or over all positions; all have the same kinds, so that rules match all. */
export const pooling: OperationKind<Pooling | VolumePooling | GlobalPooling> = {
  linear: ({ kind }) => kind === 'averagePool',
  fromLayer: (layer, call) =>
    windowPooling.fromLayer?.(layer, call) ?? globalPooling.fromLayer?.(layer, call),
  forward(operation, inputs) {
    if (operation.global) return globalPooling.forward(operation, inputs);
    return operation.volume
      ? volumePooling.forward(operation, inputs)
      : windowPooling.forward(operation, inputs);
  },
  vjp(operation, record, cotangent) {
    if (operation.global) return globalPooling.vjp(operation, record, cotangent);
    return operation.volume
      ? volumePooling.vjp(operation, record, cotangent)
      : windowPooling.vjp(operation, record, cotangent);
  },
};

/** A line becomes an image of width 1. */
function asImage(x: Tensor): Tensor4D {
  if (x.rank === 3) {
    const [batch = 0, length = 0, channels = 0] = x.shape;
    return reshape(x, [batch, length, 1, channels]);
  }
  return (x.rank > 4 ? reshape(x, mergedShape(x.shape)) : x) as Tensor4D;
}

function likeInput(x: Tensor, image: Tensor): Tensor {
  if (x.rank === 4) return image;
  const [, height = 0, width = 0, channels = 0] = image.shape;
  const own = x.rank === 3 ? [height * width, channels] : [height, width, channels];
  return reshape(image, [...x.shape.slice(0, x.rank === 3 ? 1 : -3), ...own]);
}
