import { type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import type { Vae } from '../../architectures/vae.js';
import type { Random } from '../../random-stream.js';
import type { Sampling } from '../loss/sampling.js';
import { sampleLatent } from '../loss/vae-losses.js';
import { extremeDraws } from './extreme-draws.js';

/** The latent distributions of all images, by which latents are drawn as in training. */
export interface LatentDraws {
  /** The images whose draws are extreme; they are left out. */
  readonly extreme: readonly number[];
  /** The latents of the images of a batch and their indices, without the extreme ones; undefined if all are. */
  draw(batch: Uint32Array): { readonly latents: Tensor; readonly samples: Uint32Array } | undefined;
}

/**
 * Encodes all images with the encoder's moving averages.
 *
 * @param batches indices of the images in each batch; they are drawn in this order.
 * @param upload the images of a batch.
 * @param random the noise; it is also drawn for images that are left out, so that the others get the same.
 */
export async function latentDraws(
  vae: Vae,
  batches: readonly Uint32Array[],
  upload: (batch: Uint32Array) => Tensor | Tensor[],
  { random, sampling, signal }: { random: Random; sampling: Sampling; signal: AbortSignal | undefined },
): Promise<LatentDraws> {
  const size = vae.latentSize;
  const count = batches.reduce((sum, { length }) => sum + length, 0);
  const mean = new Float32Array(count * size);
  const logVariance = new Float32Array(count * size);
  for (const batch of batches) {
    signal?.throwIfAborted();
    const outputs = tidy(() => vae.encoder.apply(upload(batch), { training: false }) as [Tensor, Tensor]);
    try {
      const [means = [], logs = []] = await Promise.all(outputs.map((output) => output.data()));
      for (const [i, image] of batch.entries()) {
        for (let j = 0; j < size; j++) {
          mean[image * size + j] = means[i * size + j] ?? 0;
          logVariance[image * size + j] = logs[i * size + j] ?? 0;
        }
      }
    } finally {
      for (const output of outputs) output.dispose();
    }
  }
  const logDeviation = sampling === 'reference' ? logVariance : logVariance.map((value) => value / 2);
  const extreme = extremeDraws({ size, mean, logDeviation });
  const left = new Set(extreme);
  return {
    extreme,
    draw(batch) {
      const noise = Float32Array.from({ length: batch.length * size }, random.normal);
      const rows = Array.from(batch.keys()).filter((i) => !left.has(batch[i] ?? 0));
      if (rows.length === 0) return undefined;
      const samples = Uint32Array.from(rows, (i) => batch[i] ?? 0);
      const shape: [number, number] = [rows.length, size];
      const latents = tidy(() =>
        sampleLatent(
          tensor(gather(mean, samples, size), shape),
          tensor(gather(logVariance, samples, size), shape),
          tensor(gather(noise, rows, size), shape),
          sampling,
        ),
      );
      return { latents, samples };
    },
  };
}

function gather(values: Float32Array, rows: ArrayLike<number>, size: number): Float32Array {
  const gathered = new Float32Array(rows.length * size);
  for (const [i, row] of Array.from(rows).entries())
    gathered.set(values.subarray(row * size, (row + 1) * size), i * size);
  return gathered;
}
