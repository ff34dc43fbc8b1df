import { checkBackend } from '../checks/check-backend.js';
import { checkSeed } from '../checks/checks.js';
import { convolutionalVae } from './convolutional-vae.js';
import type { Vae } from './vae.js';

/** Options of {@link olfactoryBulbVae}. */
export interface OlfactoryBulbVaeOptions {
  /** Seed of the initial weights, 0 to 2^32 − 1. Default 0. */
  readonly seed?: number;
}

/**
 * The VAE of the paper's spatial-transcriptomics experiment, untrained: one image of 32 × 32 × 1 a gene, 20
 * latent components, 511,369 parameters of which 509,769 are trained.
 *
 * Encoder: Conv2D 16, 32, 64 (kernel 4, stride 2, SAME, ReLU), Dense 256 twice (ReLU), BatchNorm after each;
 * Dense 20 twice. Decoder: Dense 1024 (ReLU), Reshape to 4 × 4 × 64, BatchNorm; Conv2DTranspose 64, 32, 16
 * (kernel 4, stride 2, SAME, ReLU), BatchNorm after each; Conv2D 1 (kernel 4, SAME, sigmoid).
 *
 * Source: Brocki & Chung, arXiv 1910.13140, and its published notebook. Train it as they did with
 * {@link olfactoryBulbTraining}.
 *
 * @throws RangeError if the seed is not a whole number from 0 to 2^32 − 1; Error where no tfjs backend is ready.
 */
export function olfactoryBulbVae({ seed = 0 }: OlfactoryBulbVaeOptions = {}): Vae {
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
  });
}

/**
 * How the reference trains {@link olfactoryBulbVae}: 10 epochs, batches of 64, Adam at 5e-4, KL weight 0.5e-4,
 * and the log-variance output used as a log standard deviation when sampling.
 */
export const olfactoryBulbTraining = {
  epochs: 10,
  batchSize: 64,
  learningRate: 5e-4,
  klWeight: 0.5e-4,
  sampling: 'reference',
} as const;
