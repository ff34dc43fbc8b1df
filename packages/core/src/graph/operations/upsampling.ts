import type { Tensor4D } from '@tensorflow/tfjs-core';
import { resized, resizingVjp } from '../../kernels/resizing.js';
import { field, type OperationKind } from '../operation-kind.js';

/** Enlarges an image, NHWC, by integer factors. */
export interface Upsampling {
  readonly kind: 'upsampling';
  /** Factors of height and width. */
  readonly size: readonly [number, number];
  readonly interpolation: 'nearest' | 'bilinear';
}

export const upsampling: OperationKind<Upsampling> = {
  linear: true,
  routing: ({ interpolation }) => interpolation === 'nearest',
  fromLayer: (layer) =>
    layer.getClassName() === 'UpSampling2D'
      ? { kind: 'upsampling', size: field(layer, 'size'), interpolation: field(layer, 'interpolation') }
      : undefined,
  forward: ({ size, interpolation }, [x]) => {
    const [, height, width] = (x as Tensor4D).shape;
    return resized({ interpolation }, x, height * size[0], width * size[1]);
  },
  vjp: ({ interpolation }, { inputs: [x] }, cotangent) => [
    resizingVjp({ interpolation }, x.shape, cotangent),
  ],
};
