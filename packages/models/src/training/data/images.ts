import { size } from '@csm/base';
import type { NdArray } from 'ndarray';

/** Images `[n, height, width, channels]` with values in [0, 1]; any strides. */
export type Images = NdArray<Float32Array>;

/** Copies image `index` to `target`, starting at `offset`, in row-major order, for any strides of `images`. */
export function copyImage(images: Images, index: number, target: Float32Array, offset: number): void {
  const [, height = 0, width = 0, channels = 0] = images.shape;
  const [stride = 0, rowStride = 0, columnStride = 0, channelStride = 0] = images.stride;
  let at = offset;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      let from = images.offset + index * stride + row * rowStride + column * columnStride;
      for (let channel = 0; channel < channels; channel++) {
        target[at++] = images.data[from] as number;
        from += channelStride;
      }
    }
  }
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
