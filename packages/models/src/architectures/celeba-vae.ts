import { checkBackend } from '../checks/check-backend.js';
import { checkSeed } from '../checks/checks.js';
import { convolutionalVae } from './convolutional-vae.js';
import type { Vae } from './vae.js';

/** Options of {@link celebaVae}. */
export interface CelebaVaeOptions {
  /** Seed of the initial weights, 0 to 2^32 − 1. Default 0. */
  readonly seed?: number;
}

/**
 * The VAE of the paper's experiment on faces, untrained: images of 128 × 128 × 3, 400 latent components, 43,405,347
 * parameters of which 43,394,339 are trained (174 MB).
 *
 * Encoder: Conv2D 64, 128, 256, 512 (kernel 5) and 1024 (kernel 2), stride 2, SAME, ReLU, BatchNorm after each;
 * Dense 512 (ReLU), BatchNorm; Dense 400 twice, `z_mean` and `z_log_var`. Decoder: Dense 16,384 (ReLU), Reshape to 4 × 4 ×
 * 1024, BatchNorm; Conv2DTranspose 1024 (kernel 2), 512, 256, 128, 64 (kernel 5), stride 2, SAME, ReLU, BatchNorm after
 * each; Conv2D 3 (kernel 5, SAME, sigmoid).
 *
 * Source: Brocki & Chung, arXiv 1910.13140, and its published notebook. Two losses are at hand:
 *
 * - `trainVae(vae, faces, { epochs })` minimises the **usual β-VAE loss**, β = 1, latents drawn with exp(ℓ / 2) as
 *   standard deviation.
 * - `trainVae(vae, faces, celebaTraining)` is **the reference's**: KL weight 5e-4 (β ≈ 0.12) and exp(ℓ) as standard
 *   deviation; see {@link celebaTraining}.
 *
 * The authors' trained weights, `checkpoint_celeba.hdf5`, go in by {@link loadKerasWeights}.
 *
 * @throws RangeError if the seed is not a whole number from 0 to 2^32 − 1; Error where no tfjs backend is ready.
 */
export function celebaVae({ seed = 0 }: CelebaVaeOptions = {}): Vae {
  checkSeed('celebaVae', seed);
  checkBackend('celebaVae');
  const kernel5 = [64, 128, 256, 512].map((filters) => ({ filters, kernelSize: 5 }));
  return convolutionalVae({
    name: 'celeba',
    size: 128,
    channels: 3,
    convolutions: [...kernel5, { filters: 1024, kernelSize: 2 }],
    dense: [512],
    latentSize: 400,
    outputKernelSize: 5,
    seed,
  });
}

/**
 * How the reference trains {@link celebaVae}: 15 epochs of 10,000 steps of 20 images, Adam at 1e-3, KL weight 5e-4, and
 * the log-variance output used as a log standard deviation when sampling.
 */
export const celebaTraining = {
  epochs: 15,
  stepsPerEpoch: 10_000,
  batchSize: 20,
  learningRate: 1e-3,
  klWeight: 5e-4,
  sampling: 'reference',
} as const;
