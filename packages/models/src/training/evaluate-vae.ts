import { stack, tensor, tidy } from '@tensorflow/tfjs-core';
import type { Vae } from '../architectures/vae.js';
import { checkVae, checkWholeNumber } from '../checks/checks.js';
import { arrayBatches, type HostBatch, type ImageStream, streamBatches } from './data/image-batches.js';
import { checkImages, type Images } from './data/images.js';
import { type KlWeighting, klWeightOf } from './loss/kl-weight.js';
import { vaeLosses } from './loss/vae-losses.js';
import { pauser } from './pause.js';

/** Options of {@link evaluateVae}. */
export interface EvaluateVaeOptions extends KlWeighting {
  /** Images at a time; a stream has its own batches. Default 64. */
  readonly batchSize?: number;
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
 * @throws RangeError for options out of range and for images that are empty, of another shape or not in [0, 1]; TypeError
 * for images that are neither an ndarray nor a stream; the reason of `signal`.
 */
export async function evaluateVae(
  vae: Vae,
  images: Images | ImageStream,
  options: EvaluateVaeOptions = {},
): Promise<Losses> {
  const { batchSize = 64, signal } = options;
  checkWholeNumber('evaluateVae', 'batchSize', batchSize, 1);
  signal?.throwIfAborted();
  checkVae('evaluateVae', vae);
  if (typeof images !== 'function') checkImages('evaluateVae', vae, images);
  const klWeight = klWeightOf('evaluateVae', vae, options);
  return meanLosses('evaluateVae', vae, images, { batchSize, klWeight, signal });
}

/** {@link evaluateVae} on input that was checked. */
export async function meanLosses(
  caller: string,
  vae: Vae,
  images: Images | ImageStream,
  options: { batchSize: number; klWeight: number; signal: AbortSignal | undefined },
): Promise<Losses> {
  const { batchSize, klWeight, signal } = options;
  const pause = pauser();
  const sum = { reconstruction: 0, kl: 0, count: 0 };
  for await (const batch of batchesInOrder(caller, vae, images, batchSize)) {
    signal?.throwIfAborted();
    const { values, size } = batch;
    const losses = tidy(() => {
      const { reconstruction, kl } = vaeLosses(vae, tensor(values, [size, ...vae.inputShape]));
      return stack([reconstruction, kl]);
    });
    try {
      const [reconstruction = Number.NaN, kl = Number.NaN] = await losses.data();
      sum.reconstruction += reconstruction * size;
      sum.kl += kl * size;
      sum.count += size;
    } finally {
      losses.dispose();
    }
    await pause();
  }
  if (sum.count === 0) throw new RangeError(`${caller}: the validation stream gave no batch.`);
  return meanOf(sum, sum.count, klWeight);
}

/** Losses from sums over `count` images. */
export function meanOf(
  sum: { readonly reconstruction: number; readonly kl: number },
  count: number,
  klWeight: number,
): Losses {
  const reconstruction = sum.reconstruction / count;
  const kl = sum.kl / count;
  return { loss: reconstruction + klWeight * kl, reconstruction, kl };
}

function batchesInOrder(
  caller: string,
  vae: Vae,
  images: Images | ImageStream,
  batchSize: number,
): AsyncIterable<HostBatch> | Iterable<HostBatch> {
  if (typeof images === 'function') return streamBatches(caller, vae, images, 1, 'of the validation stream');
  const order = Uint32Array.from({ length: images.shape[0]! }, (_, i) => i);
  return arrayBatches(images, order, batchSize);
}
