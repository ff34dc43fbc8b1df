import { stack, tensor, tidy } from '@tensorflow/tfjs-core';
import type { Vae } from '../../architectures/vae.js';
import type { HostBatch } from '../data/image-batches.js';
import { oneHotBatches } from '../data/one-hot-batches.js';
import { addLosses, type LossSums } from './losses.js';
import { vaeLosses } from './vae-losses.js';

/** The mean losses of a batch as the model is used: with BatchNorm's moving averages and z = z_mean. */
export async function lossesOfBatch(
  vae: Vae,
  { values, size, batch }: HostBatch,
): Promise<{ reconstruction: number; kl: number }> {
  const losses = tidy(() => {
    const { reconstruction, kl } = vaeLosses(
      vae,
      tensor(values, [size, ...vae.inputShape]),
      undefined,
      oneHotBatches(vae, batch),
    );
    return stack([reconstruction, kl]);
  });
  try {
    const [reconstruction = Number.NaN, kl = Number.NaN] = await losses.data();
    return { reconstruction, kl };
  } finally {
    losses.dispose();
  }
}

/** The mean reconstruction loss of a few batches in use. */
export async function reconstructionInUse(vae: Vae, batches: Iterable<HostBatch>): Promise<number> {
  let sums: LossSums = { samples: 0, reconstruction: 0, kl: 0 };
  for (const batch of batches) sums = addLosses(sums, await lossesOfBatch(vae, batch), batch.size);
  return sums.reconstruction / sums.samples;
}
