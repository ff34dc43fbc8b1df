import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import type { Vae } from '../../architectures/vae.js';

/** The technical batches of samples, one-hot, `[n, batches]`; undefined for a VAE without batches. */
export function oneHotBatches(
  { batches = 0 }: Pick<Vae, 'batches'>,
  batch: Uint32Array | undefined,
): Tensor | undefined {
  if (batches === 0 || batch === undefined) return undefined;
  const values = new Float32Array(batch.length * batches);
  batch.forEach((each, i) => {
    values[i * batches + each] = 1;
  });
  return tensor(values, [batch.length, batches]);
}
