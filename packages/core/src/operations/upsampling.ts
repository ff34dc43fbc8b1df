import { grad, image, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import { field, type OperationKind } from './operation-kind.js';

/** An image, NHWC, made larger by whole factors. */
export interface Upsampling {
  readonly kind: 'upsampling';
  /** Factors of height and width. */
  readonly size: readonly [number, number];
  readonly interpolation: 'nearest' | 'bilinear';
}

export const upsampling: OperationKind<Upsampling> = {
  fromLayer: (layer) =>
    layer.getClassName() === 'UpSampling2D'
      ? { kind: 'upsampling', size: field(layer, 'size'), interpolation: field(layer, 'interpolation') }
      : undefined,
  forward: resized,
  vjp: (operation, { inputs }, cotangent) => [
    grad((x: Tensor) => resized(operation, [x]))(inputs[0]!, cotangent),
  ],
};

function resized({ size, interpolation }: Upsampling, [x]: readonly Tensor[]): Tensor {
  const [, height, width] = (x as Tensor4D).shape;
  const resize = interpolation === 'nearest' ? image.resizeNearestNeighbor : image.resizeBilinear;
  return resize(x as Tensor4D, [height * size[0], width * size[1]]);
}
