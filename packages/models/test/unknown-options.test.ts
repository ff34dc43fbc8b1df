import '@tensorflow/tfjs-backend-cpu';
import { setBackend } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  celebaVae,
  disposeVae,
  evaluateVae,
  geneVae,
  imageVae,
  latentPath,
  olfactoryBulbVae,
  recomputeBatchNorm,
  trainVae,
  traverseLatent,
  type Vae,
} from '../src/index.js';
import { terminalProgress } from '../src/node.js';
import { epochOrder } from '../src/training.js';
import { squares } from './squares.js';
import { tinyVae } from './tiny-vae.js';

let vae: Vae;
beforeAll(async () => {
  await setBackend('cpu');
  vae = tinyVae();
});
afterAll(() => disposeVae(vae));

const images = squares(2);
const latents = ndarray(Float32Array.of(1, 2, 3), [1, 3]);
const concept = { vector: Float32Array.of(1, 0, 0) };

/** Every function that takes options, with a misspelt option in addition to the required ones. */
const calls: Record<string, (misspelt: object) => unknown> = {
  celebaVae: (misspelt) => celebaVae({ ...misspelt }),
  geneVae: (misspelt) => geneVae({ genes: 8, ...misspelt }),
  imageVae: (misspelt) => imageVae({ size: 8, ...misspelt }),
  olfactoryBulbVae: (misspelt) => olfactoryBulbVae({ ...misspelt }),
  trainVae: (misspelt) => trainVae(vae, images, { epochs: 1, ...misspelt }),
  evaluateVae: (misspelt) => evaluateVae(vae, images, { ...misspelt }),
  recomputeBatchNorm: (misspelt) => recomputeBatchNorm(vae, images, { ...misspelt }),
  latentPath: (misspelt) => latentPath(latents, concept, [1], { ...misspelt }),
  traverseLatent: (misspelt) => traverseLatent(vae.decoder, latents, concept, [1], { ...misspelt }),
  epochOrder: (misspelt) => epochOrder([1], { seed: 0, epoch: 1, ...misspelt }),
  terminalProgress: (misspelt) => terminalProgress({ ...misspelt }),
};

describe('a misspelt option', () => {
  it.each(Object.entries(calls))('is rejected by %s', async (name, call) => {
    await expect((async () => call({ sead: 1 }))()).rejects.toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
      message: expect.stringMatching(new RegExp(`^${name}: unknown option "sead"; .*\\.$`)),
    });
  });
});
