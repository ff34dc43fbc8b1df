import '@tensorflow/tfjs-backend-cpu';
import { join } from 'node:path';
import { disposeVae, trainVae, type Vae } from '@csm/models';
import { fileCheckpoint, loadVae, saveVae } from '@csm/models/node';
import { setBackend } from '@tensorflow/tfjs-core';
import { squares } from '../../../packages/models/test/squares.js';
import { tinyVae, weightsOf } from '../../../packages/models/test/tiny-vae.js';
import type { Scenario } from '../scenario.js';

/** A training run with a checkpoint after each step; at its end the VAE is saved. */
export const train: Scenario = {
  prepare: async () => async (folder) => {
    await setBackend('cpu');
    const vae = tinyVae(1);
    const checkpoints = fileCheckpoint(folder);
    await trainVae(vae, squares(12), { epochs: 2, batchSize: 4, seed: 3, checkpoints, checkpointSeconds: 0 });
    await saveVae(vae, join(folder, 'vae'));
  },
  varies: (path) => path.startsWith('checkpoint'),
  // The checkpoint must be whole at any time.
  read: async (folder) => {
    await fileCheckpoint(folder).load();
    return readVae(folder);
  },
};

/** `saveVae` onto a saved VAE. */
export const saveModel: Scenario = {
  async prepare() {
    await setBackend('cpu');
    return (folder) => save(folder, 1);
  },
  async writeOlder(folder) {
    await setBackend('cpu');
    await save(folder, 2);
  },
  read: readVae,
};

async function save(folder: string, seed: number): Promise<void> {
  const vae = tinyVae(seed);
  await saveVae(vae, join(folder, 'vae'));
  disposeVae(vae);
}

async function readVae(folder: string): Promise<unknown> {
  await setBackend('cpu');
  let vae: Vae;
  try {
    vae = await loadVae(join(folder, 'vae'));
  } catch (error) {
    if ((error as Error).message.includes('vae.json does not exist')) return undefined;
    throw error;
  }
  const weights = weightsOf(vae);
  disposeVae(vae);
  return weights;
}
