import { eye, image, matMul, reshape, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
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
  forward: ({ size, interpolation }, [x]) => {
    const [, height, width] = (x as Tensor4D).shape;
    return resized(interpolation, x!, height * size[0], width * size[1]);
  },
  // Rows and columns are resized each by a matrix; the product is with both transposed. (tfjs' own gradients mix up height
  // and width on the cpu backend.)
  vjp: ({ size, interpolation }, { inputs: [x] }, cotangent) => {
    const [batch, height, width, channels] = (x as Tensor4D).shape;
    const [rows, columns] = [height * size[0], width * size[1]];
    const ofRows = matMul(
      resizing(interpolation, height, rows),
      reshape(cotangent, [batch, rows, columns * channels]),
      true,
    );
    const ofBoth = matMul(
      resizing(interpolation, width, columns),
      reshape(ofRows, [batch * height, columns, channels]),
      true,
    );
    return [reshape(ofBoth, x!.shape)];
  },
};

function resized(
  interpolation: Upsampling['interpolation'],
  x: Tensor,
  height: number,
  width: number,
): Tensor {
  const resize = interpolation === 'nearest' ? image.resizeNearestNeighbor : image.resizeBilinear;
  return resize(x as Tensor4D, [height, width]);
}

/** The matrix that resizes a side, `[1, to, from]`: what resizing makes of the unit vectors. */
function resizing(interpolation: Upsampling['interpolation'], from: number, to: number): Tensor {
  const units = reshape(eye(from), [1, from, 1, from]);
  return reshape(resized(interpolation, units, to, 1), [1, to, from]);
}
