import type { Sampling } from '../training/loss/sampling.js';

/** Options of {@link loadVae}. */
export interface LoadVaeOptions {
  /**
   * The way in which the VAE's latents were drawn in training, for a folder that does not say it, because version 0.1 saved it.
   * Default: what the folder says; if it does not, `'reference'` for the names "celeba" and "olfactory-bulb" and `'standard'` for
   * others, with a warning.
   */
  readonly sampling?: Sampling | undefined;
  /** Called if the sampling had to be assumed, or differs from the folder's. Default `console.warn`. */
  readonly onWarning?: ((message: string) => void) | undefined;
}
