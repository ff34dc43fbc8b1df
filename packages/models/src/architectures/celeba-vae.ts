import { checkOptions, checkSeed } from '@csm/base';
import { checkBackend } from '@csm/base/tfjs';
import { convolutionalVae } from './convolutional-vae.js';
import type { Vae } from './vae.js';

/** Options of {@link celebaVae}. */
export interface CelebaVaeOptions {
  /** Seed of the initial weights, 0 to 2³² − 1. Default 0. */
  readonly seed?: number | undefined;
}

/**
 * Builds the VAE of the paper's experiment on faces, untrained: images of 128 × 128 × 3, 400 latent components,
 * 43,405,347 parameters (174 MB), of which 43,394,339 are trained.
 *
 * Encoder: Conv2D with 64, 128, 256, 512 (kernel 5) and 1024 (kernel 2) filters, stride 2, SAME, ReLU, each followed by
 * BatchNorm; Dense 512 (ReLU), BatchNorm; two Dense 400, `z_mean` and `z_log_var`. Decoder: Dense 16,384 (ReLU), Reshape
 * to 4 × 4 × 1024, BatchNorm; Conv2DTranspose with 1024 (kernel 2), 512, 256, 128, 64 (kernel 5) filters, stride 2, SAME,
 * ReLU, each followed by BatchNorm; Conv2D 3 (kernel 5, SAME, sigmoid).
 *
 * Source: Brocki & Chung, arXiv 1910.13140, and its published notebook. It can be trained with two losses:
 *
 * - `trainVae(vae, faces, { epochs })` minimises the **usual β-VAE loss** with β = 1 and draws latents with the standard
 *   deviation exp(ℓ / 2).
 * - `trainVae(vae, faces, celebaTraining)` minimises **the reference's loss**: KL weight 5e-4 (β ≈ 0.12) and standard
 *   deviation exp(ℓ); see {@link celebaTraining}.
 *
 * Its `sampling` is `'reference'` until it is trained with a different one: {@link loadKerasWeights} loads the authors' trained weights,
 * `checkpoint_celeba.hdf5`, which were trained that way.
 *
 * @throws TypeError with code `ERR_INVALID_ARGUMENT` for an invalid option, or if no tfjs backend is ready.
 * @category Architectures
 */
export function celebaVae(options: CelebaVaeOptions = {}): Vae {
  checkOptions('celebaVae', options, { seed: true });
  const { seed = 0 } = options;
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
    sampling: 'reference',
  });
}

/**
 * The options with which the reference trains {@link celebaVae}: 15 epochs of 10,000 steps with 20 images each, Adam at
 * 1e-3, KL weight 5e-4. Latents are drawn as if the log-variance output were a log standard deviation.
 *
 * @category Train
 */
export const celebaTraining = {
  epochs: 15,
  stepsPerEpoch: 10_000,
  batchSize: 20,
  learningRate: 1e-3,
  klWeight: 5e-4,
  sampling: 'reference',
} as const;
