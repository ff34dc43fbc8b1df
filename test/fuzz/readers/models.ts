import '@tensorflow/tfjs-backend-cpu';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { disposeVae, trainVae, type Vae } from '@csm/models';
import { fileCheckpoint, loadLayersModelFromDisk, loadVae, saveVae } from '@csm/models/node';
import { setBackend, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { squares } from '../../../packages/models/test/squares.js';
import { tinyVae } from '../../../packages/models/test/tiny-vae.js';
import type { FuzzReader } from '../fuzz-reader.js';

const PARTS = ['encoder', 'decoder'].flatMap((part) => [`${part}/model.json`, `${part}/weights.bin`]);

/** The folder of a saved VAE. */
export const vaeReader: FuzzReader = {
  async write(folder) {
    await setBackend('cpu');
    await saved(folder);
    return ['vae.json', ...PARTS].map((path) => `vae/${path}`);
  },
  async read(folder) {
    const vae = await loadVae(join(folder, 'vae'));
    try {
      return decoded(vae);
    } finally {
      disposeVae(vae);
    }
  },
};

/** The folder of a layers model. */
export const layersModelReader: FuzzReader = {
  async write(folder) {
    await setBackend('cpu');
    await saved(folder);
    return ['vae/encoder/model.json', 'vae/encoder/weights.bin'];
  },
  async read(folder) {
    const model = await loadLayersModelFromDisk(join(folder, 'vae/encoder'));
    try {
      return model.weights.map((weight) => [weight.originalName, weight.shape]);
    } finally {
      model.dispose();
    }
  },
};

/** The checkpoint of a training run, from which the run resumes. */
export const checkpointReader: FuzzReader = {
  async write(folder) {
    await setBackend('cpu');
    await resumed(folder, 1);
    return readdir(folder);
  },
  read: (folder) => resumed(folder, 1),
};

async function saved(folder: string): Promise<void> {
  const vae = tinyVae(1);
  await saveVae(vae, join(folder, 'vae'));
  disposeVae(vae);
}

/** Trains, or resumes: after the last epoch there is nothing left to train. */
async function resumed(folder: string, epochs: number): Promise<unknown> {
  const vae = tinyVae(1);
  try {
    const options = {
      epochs,
      batchSize: 4,
      patience: 2,
      validation: squares(4),
      checkpoints: fileCheckpoint(folder),
    };
    const { length } = await trainVae(vae, squares(8), options);
    return { length, pictures: decoded(vae) };
  } finally {
    disposeVae(vae);
  }
}

function decoded({ decoder, latentSize }: Vae): Float32Array {
  return tidy(() => {
    const latent = tensor(
      Array.from({ length: latentSize }, (_, i) => i / 3),
      [1, latentSize],
    );
    return (decoder.predict(latent) as Tensor).dataSync() as Float32Array;
  });
}
