import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkIsVae } from './check-vae.js';
import type { Vae } from './vae.js';

/**
 * Releases the weights of both models. The VAE cannot be used afterwards; a second call does nothing.
 *
 * @category Architectures
 */
export function disposeVae(vae: Vae): void {
  checkIsVae('disposeVae', vae);
  disposeModel(vae.encoder);
  disposeModel(vae.decoder);
}

function disposeModel(model: LayersModel): void {
  try {
    model.dispose();
  } catch (error) {
    // A model has no flag that tells whether it was disposed, so only the error shows it.
    if (!(error instanceof Error && error.message.includes('already disposed'))) throw error;
  }
}
