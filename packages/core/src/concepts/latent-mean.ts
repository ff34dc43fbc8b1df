import { invalidArgument, meanOfRows, rows } from '@csm/base';
import type { NdArray } from 'ndarray';
import { checkLatents } from './check-latents.js';

/**
 * Computes the mean latent in float64.
 * @param name what the caller calls the latents, such as `positives`.
 * @param latents `[n, latentSize]`.
 * @throws if there is no latent, or a latent is not finite.
 */
export function latentMean(caller: string, name: string, latents: NdArray): Float64Array {
  const { count } = checkLatents(caller, name, latents);
  const mean = meanOfRows(rows(latents), count);
  const bad = mean.findIndex((value) => !Number.isFinite(value));
  if (bad === -1) return mean;
  throw invalidArgument(
    `${caller}: ${name} must be finite; latent dimension ${bad} holds NaN or infinity in some example.`,
  );
}
