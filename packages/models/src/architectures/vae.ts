import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Likelihood } from '../training/likelihood/likelihood.js';
import type { Sampling } from '../training/loss/sampling.js';

/**
 * A variational autoencoder (Kingma & Welling, arXiv 1312.6114): two tfjs models in a plain object.
 *
 * Use `encoder` and `decoder` like any other `LayersModel`. They own device memory; release it with {@link disposeVae}.
 */
export interface Vae {
  /** Name in messages and in saved files. */
  readonly name: string;
  /**
   * `[n, ...inputShape]` to `[z_mean, z_log_var]`, each `[n, latentSize]`; the output layers have these names. It may have a second
   * input, `[n, batches]`.
   */
  readonly encoder: LayersModel;
  /**
   * `[n, latentSize]` to `[n, ...inputShape]`: images with values in (0, 1), or what `likelihood` describes, with its further parameters as
   * further outputs. It has a second input, `[n, batches]`, if there are batches.
   */
  readonly decoder: LayersModel;
  /** Shape of one sample without the batch axis: `[height, width, channels]` of an image, or `[genes]`. */
  readonly inputShape: readonly number[];
  /** Number of components of a latent vector. */
  readonly latentSize: number;
  /** The distribution of the inputs, whose negative logarithm is the reconstruction loss. Absent: `'bernoulli'`, for images. */
  readonly likelihood?: Likelihood | undefined;
  /** Number of batches (technical covariate), which the decoder gets one-hot as a second input. Absent: the decoder has no such input. */
  readonly batches?: number | undefined;
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
