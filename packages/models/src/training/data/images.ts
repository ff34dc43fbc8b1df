import { size } from '@csm/base';
import type { NdArray } from 'ndarray';

/** Images `[n, height, width, channels]` with values in [0, 1], or samples of another shape, such as cells `[n, genes]`; any strides. */
export type Images = NdArray<Float32Array>;

/** Copies image `index` to `target`, starting at `offset`, in row-major order, for any rank and strides of `images`. */
export function copyImage(images: Images, index: number, target: Float32Array, offset: number): void {
  const { shape, stride, data } = images;
  const last = shape.length - 1;
  let at = offset;
  const copy = (axis: number, start: number): void => {
    const [length = 0, step = 0] = [shape[axis], stride[axis]];
    for (let i = 0, from = start; i < length; i++, from += step) {
      if (axis === last) target[at++] = data[from] as number;
      else copy(axis + 1, from);
    }
  };
  copy(1, images.offset + index * (stride[0] ?? 0));
}

/** The images at `indices`, concatenated. */
export function gatherImages(images: Images, indices: Uint32Array): Float32Array {
  const imageSize = size(images.shape.slice(1));
  const batch = new Float32Array(indices.length * imageSize);
  indices.forEach((index, i) => {
    copyImage(images, index, batch, i * imageSize);
  });
  return batch;
}

/** The indices of all images, in order. */
export function allIndices(images: Images): Uint32Array {
  return Uint32Array.from({ length: images.shape[0] ?? 0 }, (_, i) => i);
}
