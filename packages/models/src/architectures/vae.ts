import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Sampling } from '../training/loss/sampling.js';

/**
 * A variational autoencoder (Kingma & Welling, arXiv 1312.6114): two tfjs models in a plain object.
 *
 * Use `encoder` and `decoder` like any other `LayersModel`. They own device memory; release it with {@link disposeVae}.
 */
export interface Vae {
  /** Name in messages and in saved files. */
  readonly name: string;
  /** `[n, ...inputShape]` to `[z_mean, z_log_var]`, each `[n, latentSize]`; the output layers have these names. */
  readonly encoder: LayersModel;
  /** `[n, latentSize]` to images `[n, ...inputShape]` with values in (0, 1). */
  readonly decoder: LayersModel;
  /** Shape of one image without the batch axis: `[height, width, channels]`. */
  readonly inputShape: readonly number[];
  /** Number of components of a latent vector. */
  readonly latentSize: number;
  /**
   * How latents were drawn in training, and so which σ the posterior has: exp(ℓ / 2) if `'standard'`, exp(ℓ) if
   * `'reference'`, with ℓ the encoder's `z_log_var`. `trainVae` sets it, `saveVae` and `loadVae` keep it, and `layersEncoder(vae.encoder)`
   * of `@csm/core` draws with it.
   *
   * It is stored in the metadata of the encoder, `encoder.getUserDefinedMetadata()`, as `{ posterior: { logVariance: 'z_log_var' } }` or
   * `{ posterior: { logStd: 'z_log_var' } }`; VAEs of this package read it from there. Optional for a VAE that you build yourself;
   * absent: unknown, and taken as `'standard'`.
   */
  readonly sampling?: Sampling | undefined;
}
