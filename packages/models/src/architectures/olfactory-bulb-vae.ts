import { checkOptions, checkSeed } from '@csm/base';
import { checkBackend } from '@csm/base/tfjs';
import { convolutionalVae } from './convolutional-vae.js';
import type { Vae } from './vae.js';

/** Options of {@link olfactoryBulbVae}. */
export interface OlfactoryBulbVaeOptions {
  /** Seed of the initial weights, 0 to 2³² − 1. Default 0. */
  readonly seed?: number | undefined;
}

/**
 * Builds the VAE of the paper's spatial-transcriptomics experiment, untrained: one image of 32 × 32 × 1 per gene, 20
 * latent components, 511,369 parameters, of which 509,769 are trained.
 *
 * Encoder: Conv2D with 16, 32, 64 filters (kernel 4, stride 2, SAME, ReLU) and two Dense 256 (ReLU), each followed by
 * BatchNorm; two Dense 20, `z_mean` and `z_log_var`. Decoder: Dense 1024 (ReLU), Reshape to 4 × 4 × 64, BatchNorm;
 * Conv2DTranspose with 64, 32, 16 filters (kernel 4, stride 2, SAME, ReLU), each followed by BatchNorm; Conv2D 1
 * (kernel 4, SAME, sigmoid).
 *
 * Source: Brocki & Chung, arXiv 1910.13140, and its published notebook. {@link olfactoryBulbTraining} contains the
 * options with which they trained it. Its `sampling` is `'reference'` until it is trained with a different one.
 *
 * @throws TypeError with code `ERR_INVALID_ARGUMENT` for an invalid option, or if no tfjs backend is ready.
 * @category Architectures
 */
export function olfactoryBulbVae(options: OlfactoryBulbVaeOptions = {}): Vae {
  checkOptions('olfactoryBulbVae', options, { seed: true });
  const { seed = 0 } = options;
  checkSeed('olfactoryBulbVae', seed);
  checkBackend('olfactoryBulbVae');
  return convolutionalVae({
    name: 'olfactory-bulb',
    size: 32,
    channels: 1,
    convolutions: [16, 32, 64].map((filters) => ({ filters, kernelSize: 4 })),
    dense: [256, 256],
    latentSize: 20,
    outputKernelSize: 4,
    seed,
    sampling: 'reference',
  });
}

/**
 * The options with which the reference trains {@link olfactoryBulbVae}: 10 epochs, batches of 64, Adam at 5e-4, KL weight
 * 0.5e-4. Latents are drawn as if the log-variance output were a log standard deviation.
 *
 * @category Train
 */
export const olfactoryBulbTraining = {
  epochs: 10,
  batchSize: 64,
  learningRate: 5e-4,
  klWeight: 0.5e-4,
  sampling: 'reference',
} as const;
