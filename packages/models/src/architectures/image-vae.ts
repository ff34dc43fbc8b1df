import { checkCount, checkList, checkRequiredOptions, checkSeed, invalidArgument } from '@csm/base';
import { checkBackend } from '@csm/base/tfjs';
import { convolutionalVae } from './convolutional-vae.js';
import type { Vae } from './vae.js';

/** Options of {@link imageVae}. */
export interface ImageVaeOptions {
  /** Height and width of the images in pixels: a multiple of 2 to the power of the number of convolutions. */
  readonly size: number;
  /** Channels of the images: 3 for colour (default), 1 for grey, or any other number. */
  readonly channels?: number | undefined;
  /** Components of the latent vector. Default 48. */
  readonly latentSize?: number | undefined;
  /** Filters of each convolution, first to last. Default `[8, 16, 32]`. */
  readonly filters?: readonly number[] | undefined;
  /** Height and width of every kernel. Default 3. */
  readonly kernelSize?: number | undefined;
  /** Units of the dense layers before the latent outputs. Default `[128]`. */
  readonly dense?: readonly number[] | undefined;
  /** Seed of the initial weights, 0 to 2³² − 1. Default 0. */
  readonly seed?: number | undefined;
}

/**
 * Builds a small convolutional VAE for square images, untrained, with the structure of the reference's VAEs: convolutions
 * of stride 2 with ReLU and BatchNorm, dense layers, and a decoder that mirrors them ({@link olfactoryBulbVae} lists the
 * layers in order). The defaults are suitable for wasm on two cores: they need about a quarter of the arithmetic that
 * filters of 16, 32 and 64 need, most of it in the decoder's last and largest layers.
 *
 * @throws TypeError with code `ERR_INVALID_ARGUMENT` for an invalid option, or if no tfjs backend is ready.
 * @category Architectures
 */
export function imageVae(options: ImageVaeOptions): Vae {
  checkImageVaeOptions(options);
  checkBackend('imageVae');
  const { size, channels = 3, latentSize = 48, filters = [8, 16, 32], kernelSize = 3 } = options;
  const { dense = [128], seed = 0 } = options;
  return convolutionalVae({
    name: 'image',
    size,
    channels,
    convolutions: filters.map((value) => ({ filters: value, kernelSize })),
    dense,
    latentSize,
    outputKernelSize: kernelSize,
    seed,
    sampling: 'standard',
  });
}

function checkImageVaeOptions(options: ImageVaeOptions): void {
  const known = {
    size: true,
    channels: true,
    latentSize: true,
    filters: true,
    kernelSize: true,
    dense: true,
    seed: true,
  } as const;
  checkRequiredOptions('imageVae', options, known);
  const { size, channels = 3, latentSize = 48, filters = [8, 16, 32], kernelSize = 3 } = options;
  const { dense = [128], seed = 0 } = options;
  checkList('imageVae', 'filters', filters);
  checkList('imageVae', 'dense', dense);
  const counts = { size, channels, latentSize, kernelSize };
  for (const [name, value] of Object.entries(counts)) checkCount('imageVae', name, value);
  for (const [i, value] of filters.entries()) checkCount('imageVae', `filters[${i}]`, value);
  for (const [i, value] of dense.entries()) checkCount('imageVae', `dense[${i}]`, value);
  checkSeed('imageVae', seed);
  if (filters.length === 0) {
    throw invalidArgument('imageVae: filters must have at least one number; got an empty array.');
  }
  const factor = 2 ** filters.length;
  if (size % factor !== 0) {
    throw invalidArgument(
      `imageVae: size must be a multiple of ${factor}, because each of the ${filters.length} convolutions halves it; ` +
        `got ${size}; resize the images or use fewer filters.`,
    );
  }
}
