import type { Sampling } from '../training/loss/sampling.js';
import type { Vae } from './vae.js';
import { samplingOfModel, setSampling } from './vae-sampling.js';

/** Makes a VAE whose encoder records in its metadata how latents are drawn; `sampling` reads this record. */
export function makeVae(parts: Omit<Vae, 'sampling'>, sampling: Sampling | undefined): Vae {
  const vae = {
    ...parts,
    get sampling() {
      return samplingOfModel(parts.encoder);
    },
  };
  if (sampling !== undefined) setSampling(vae, sampling);
  return vae;
}
