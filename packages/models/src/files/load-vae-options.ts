import type { Sampling } from '../training/loss/sampling.js';

/** Options of {@link loadVae}. */
export interface LoadVaeOptions {
  /**
   * How the VAE's latents were drawn in training, for a folder of version 0.1, which does not record it. Default: the recorded value.
   * Without a record: `'reference'` for the names "celeba" and "olfactory-bulb" and `'standard'` for others, with a warning.
   */
  readonly sampling?: Sampling | undefined;
  /** Called if the sampling had to be assumed, or differs from the folder's. Default `console.warn`. */
  readonly onWarning?: ((message: string) => void) | undefined;
}
