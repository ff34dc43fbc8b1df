import type { NdArray } from 'ndarray';
import type { Vae } from '../../architectures/vae.js';
import { checkVae, typeName } from '../../checks/checks.js';

/** Images `[n, height, width, channels]` with values in [0, 1]; any strides. */
export type Images = NdArray<Float32Array>;

/** Copies image `index` to `target` from `offset` on, row by row, whatever the strides of `images`. */
export function copyImage(images: Images, index: number, target: Float32Array, offset: number): void {
  const [, height = 0, width = 0, channels = 0] = images.shape;
  const [stride = 0, rowStride = 0, columnStride = 0, channelStride = 0] = images.stride;
  let at = offset;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      let from = images.offset + index * stride + row * rowStride + column * columnStride;
      for (let channel = 0; channel < channels; channel++) {
        target[at++] = images.data[from]!;
        from += channelStride;
      }
    }
  }
}

/** The images at `indices`, one after another. */
export function gatherImages(images: Images, indices: Uint32Array): Float32Array {
  const size = images.shape.slice(1).reduce((product, length) => product * length, 1);
  const batch = new Float32Array(indices.length * size);
  indices.forEach((index, i) => {
    copyImage(images, index, batch, i * size);
  });
  return batch;
}

/** Throws unless `vae` is one and `images` fit the VAE, are not empty and hold numbers in [0, 1] alone. */
export function checkImages(caller: string, vae: Vae, images: Images, name = 'images'): void {
  checkVae(caller, vae);
  const expected = ['n', ...vae.inputShape].join(', ');
  // A tensor has a shape too, but `strides`, and reads its data on call.
  if (!Array.isArray(images?.shape) || !Array.isArray(images.stride)) {
    throw new TypeError(
      `${caller}: ${name} must be an ndarray [${expected}] of numbers from 0 to 1, such as syntheticFaces(…).images ` +
        `or ndarray(await tensor.data(), tensor.shape); got ${typeName(images)}.`,
    );
  }
  const { shape } = images;
  const fits = shape.length === 4 && vae.inputShape.every((length, i) => shape[i + 1] === length);
  if (!fits) {
    throw new RangeError(
      `${caller}: ${name} must have shape [${expected}] for the "${vae.name}" VAE; got [${shape.join(', ')}].`,
    );
  }
  if (shape[0] === 0) throw new RangeError(`${caller}: ${name} holds no image; give at least one.`);
  const image = new Float32Array(vae.inputShape.reduce((product, length) => product * length, 1));
  for (let i = 0; i < shape[0]!; i++) {
    copyImage(images, i, image, 0);
    // Written so that NaN fails too.
    const bad = image.findIndex((value) => !(value >= 0 && value <= 1));
    if (bad >= 0) {
      throw new RangeError(
        `${caller}: ${name} must hold numbers from 0 to 1; image ${i} holds ${image[bad]}. ` +
          'Scale the images (bytes: divide by 255) and leave out those with missing values.',
      );
    }
  }
}
