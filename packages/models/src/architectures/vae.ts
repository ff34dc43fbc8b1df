import type { LayersModel } from '@tensorflow/tfjs-layers';

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
}
