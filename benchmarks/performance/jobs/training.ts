import { olfactoryBulbTraining, olfactoryBulbVae, trainVae } from '@csm/models';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { trainingFlops } from '../flops.js';
import { drawnImages, type Job, type Prepared } from './job.js';

/** A few steps of the paper's training of the olfactory-bulb VAE: batches of 64, Adam. */
export async function prepareTraining({ steps }: Job & { kind: 'training' }): Promise<Prepared> {
  const vae = olfactoryBulbVae();
  const count = steps * olfactoryBulbTraining.batchSize;
  const images = ndarray(drawnImages(count, vae.inputShape), [count, ...vae.inputShape]);
  const [encoder, decoder] = [vae.encoder as LayersModel, vae.decoder as LayersModel];
  return {
    run: () => trainVae(vae, images, { ...olfactoryBulbTraining, epochs: 1 }),
    flops: count * trainingFlops(encoder, decoder),
  };
}
