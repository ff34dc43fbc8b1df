import { stack, tensor, tidy } from '@tensorflow/tfjs-core';
import { checkPositive, checkWholeNumber } from './checks.js';
import { checkImages, gatherImages, type Images } from './images.js';
import { vaeLosses } from './loss.js';
import { pauser } from './pause.js';
import type { Vae } from './vae.js';

/** Options of {@link evaluateVae}. */
export interface EvaluateVaeOptions {
  /** Images at a time. Default 64. */
  readonly batchSize?: number;
  /** Weight of the KL term in `loss`. Default 0.5e-4. */
  readonly klWeight?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Losses of a VAE over a set of images; see {@link trainVae} for the formulas. */
export interface Losses {
  /** `reconstruction + klWeight · kl`. */
  readonly loss: number;
  /** Mean binary cross-entropy over pixels, in nats. */
  readonly reconstruction: number;
  /** −mean(1 + z_log_var − z_mean² − exp(z_log_var)), not weighted. */
  readonly kl: number;
}

/**
 * Losses as in use: BatchNorm by its moving averages, the decoder given z_mean instead of a draw. Nothing in
 * the VAE changes; two calls give the same numbers.
 *
 * @throws RangeError for images that are empty, of another shape or not in [0, 1]; the reason of `signal`.
 */
export async function evaluateVae(
  vae: Vae,
  images: Images,
  options: EvaluateVaeOptions = {},
): Promise<Losses> {
  const { batchSize = 64, klWeight = 0.5e-4, signal } = options;
  checkWholeNumber('evaluateVae', 'batchSize', batchSize, 1);
  checkPositive('evaluateVae', 'klWeight', klWeight, true);
  signal?.throwIfAborted();
  checkImages('evaluateVae', vae, images);
  return meanLosses(vae, images, batchSize, klWeight, signal);
}

/** {@link evaluateVae} on input that was checked. */
export async function meanLosses(
  vae: Vae,
  images: Images,
  batchSize: number,
  klWeight: number,
  signal?: AbortSignal,
): Promise<Losses> {
  const n = images.shape[0]!;
  const pause = pauser();
  const sum = { reconstruction: 0, kl: 0 };
  for (let start = 0; start < n; start += batchSize) {
    signal?.throwIfAborted();
    const size = Math.min(batchSize, n - start);
    const indices = Uint32Array.from({ length: size }, (_, i) => start + i);
    const losses = tidy(() => {
      const x = tensor(gatherImages(images, indices), [size, ...vae.inputShape]);
      const { reconstruction, kl } = vaeLosses(vae, x);
      return stack([reconstruction, kl]);
    });
    try {
      const [reconstruction = Number.NaN, kl = Number.NaN] = await losses.data();
      sum.reconstruction += reconstruction * size;
      sum.kl += kl * size;
    } finally {
      losses.dispose();
    }
    await pause();
  }
  const reconstruction = sum.reconstruction / n;
  const kl = sum.kl / n;
  return { loss: reconstruction + klWeight * kl, reconstruction, kl };
}
