import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkVae } from '../checks/checks.js';

/**
 * A variational autoencoder (Kingma & Welling, arXiv 1312.6114) as two tfjs models.
 *
 * A plain object: use `encoder` and `decoder` like any other `LayersModel`. They own device memory; give it
 * back with {@link disposeVae}.
 */
export interface Vae {
  /** What it is called in messages and in saved files. */
  readonly name: string;
  /** `[n, ...inputShape]` to `[z_mean, z_log_var]`, each `[n, latentSize]`; layers named `z_mean`, `z_log_var`. */
  readonly encoder: LayersModel;
  /** `[n, latentSize]` to images `[n, ...inputShape]` in (0, 1). */
  readonly decoder: LayersModel;
  /** Shape of one image without the batch axis: `[height, width, channels]`. */
  readonly inputShape: readonly number[];
  /** Number of components of a latent vector. */
  readonly latentSize: number;
}

/** Gives back the weights of both models. The VAE cannot be used afterwards; a second call does nothing. */
export function disposeVae(vae: Vae): void {
  checkVae('disposeVae', vae);
  disposeModel(vae.encoder);
  disposeModel(vae.decoder);
}

function disposeModel(model: LayersModel): void {
  try {
    model.dispose();
  } catch (error) {
    // A model keeps to itself whether it was disposed: its error alone tells.
    if (!(error instanceof Error && error.message.includes('already disposed'))) throw error;
  }
}
