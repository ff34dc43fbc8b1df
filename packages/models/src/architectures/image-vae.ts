import { checkBackend } from '../checks/check-backend.js';
import { checkOptions, checkSeed, checkWholeNumber } from '../checks/checks.js';
import { convolutionalVae } from './convolutional-vae.js';
import type { Vae } from './vae.js';

/** Options of {@link imageVae}. */
export interface ImageVaeOptions {
  /** Height and width of the images in pixels: a multiple of 2 to the power of the number of convolutions. */
  readonly size: number;
  /** 3 for colour (default), 1 for grey; any other number for images with so many channels. */
  readonly channels?: number;
  /** Components of the latent vector. Default 48. */
  readonly latentSize?: number;
  /** Filters of each convolution, first to last. Default `[8, 16, 32]`. */
  readonly filters?: readonly number[];
  /** Height and width of every kernel. Default 3. */
  readonly kernelSize?: number;
  /** Units of the dense layers before the latent outputs. Default `[128]`. */
  readonly dense?: readonly number[];
  /** Seed of the initial weights, 0 to 2^32 − 1. Default 0. */
  readonly seed?: number;
}

/**
 * A small convolutional VAE for square images, untrained, of the same build as the reference's: convolutions of
 * stride 2 with ReLU and BatchNorm, dense layers, and a decoder that mirrors them (see {@link olfactoryBulbVae}
 * for the order of layers). The defaults are chosen for plain wasm on two cores: about a quarter of the arithmetic
 * of filters 16, 32, 64, most of which goes into the decoder's last, largest layers.
 *
 * @throws RangeError if a number is not a positive whole number, or `size` cannot be halved once a convolution; Error
 * where no tfjs backend is ready.
 */
export function imageVae(options: ImageVaeOptions): Vae {
  checkOptions('imageVae', options, '{ size: 48 }');
  const { size, channels = 3, latentSize = 48, filters = [8, 16, 32], kernelSize = 3 } = options;
  const { dense = [128], seed = 0 } = options;
  const numbers = Object.entries({ size, channels, latentSize, kernelSize });
  filters.forEach((value, i) => {
    numbers.push([`filters[${i}]`, value]);
  });
  dense.forEach((value, i) => {
    numbers.push([`dense[${i}]`, value]);
  });
  for (const [name, value] of numbers) checkWholeNumber('imageVae', name, value, 1);
  checkSeed('imageVae', seed);
  if (filters.length === 0)
    throw new RangeError('imageVae: filters is empty; give at least one convolution.');
  const factor = 2 ** filters.length;
  if (size % factor !== 0) {
    throw new RangeError(
      `imageVae: size must be a multiple of ${factor}, for each of the ${filters.length} convolutions halves ` +
        `it; got ${size}. Resize the images or give fewer filters.`,
    );
  }
  checkBackend('imageVae');
  return convolutionalVae({
    name: 'image',
    size,
    channels,
    convolutions: filters.map((value) => ({ filters: value, kernelSize })),
    dense,
    latentSize,
    outputKernelSize: kernelSize,
    seed,
  });
}
