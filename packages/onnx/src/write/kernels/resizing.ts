import type { Emitter } from '../emitter.js';
import { NotRecordable } from '../not-recordable.js';
import type { Value } from '../value.js';
import { IMAGE_ORDER } from './image-orders.js';
import { given, type Kernel, type Kernels } from './kernel.js';

/** An image enlarged by whole-number factors; its first cell stays the first cell. */
export function enlarged(
  emitter: Emitter,
  image: Value,
  [height, width]: readonly [number, number],
  mode: 'nearest' | 'linear',
): Value {
  const shape = image.shape.map((length, axis) => length * ([1, height, width, 1][axis] ?? 1));
  const scales = emitter.constant([1, 1, height, width], [4]);
  return emitter.add(
    'Resize',
    [emitter.ordered(image, IMAGE_ORDER), undefined, scales],
    { type: image.type, shape, order: IMAGE_ORDER },
    {
      mode,
      coordinate_transformation_mode: 'asymmetric',
      ...(mode === 'nearest' && { nearest_mode: 'floor' }),
    },
  );
}

const resizing =
  (mode: 'nearest' | 'linear'): Kernel =>
  (emitter, inputs, { size, alignCorners, halfPixelCenters }) => {
    const images = given(inputs, 'images');
    const factors = [1, 2].map((axis) => size[axis - 1] / (images.shape[axis] ?? 1));
    if (alignCorners || halfPixelCenters || !factors.every(Number.isInteger)) {
      throw new NotRecordable(
        'resizes images by other than whole-number factors, or with alignCorners or halfPixelCenters; ' +
          'multiply by the matrices of the interpolation instead, as the operation "resample" does',
      );
    }
    return enlarged(emitter, images, [factors[0] ?? 1, factors[1] ?? 1], mode);
  };

export const RESIZING: Kernels = {
  ResizeBilinear: resizing('linear'),
  ResizeNearestNeighbor: resizing('nearest'),
};
