import '@tensorflow/tfjs-backend-cpu';
import { functionEncoder } from '@csm/core';
import { type EncodableSource, encodeToDisk, loadLatents } from '@csm/core/node';
import * as tf from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import type { Scenario } from '../scenario.js';

const imagesOf = (count: number): EncodableSource => ({
  ids: Array.from({ length: count }, (_, i) => `image ${i}`),
  async *batches({ ids }) {
    for (let start = 0; start < ids.length; start += 4) {
      const batch = ids.slice(start, start + 4);
      const pixels = batch.flatMap((id) => [Number(id.slice(6)) / 7, 1, 2, 3]);
      yield { ids: batch, images: ndarray(Float32Array.from(pixels), [batch.length, 2, 2, 1]) };
    }
  },
});

async function encodeImages(folder: string, count: number): Promise<void> {
  await tf.setBackend('cpu');
  const latent = (x: tf.Tensor) =>
    tf.tidy(() => tf.concat([tf.sum(x, [1, 2]), tf.mean(x, [1, 2]), tf.max(x, [1, 2])], 1) as tf.Tensor2D);
  await encodeToDisk(functionEncoder(latent, { inputShape: [2, 2, 1] }), imagesOf(count), folder);
}

/** `encodeToDisk` into a new folder. */
export const encode: Scenario = {
  prepare: async () => (folder) => encodeImages(folder, 40),
  read: async (folder) => {
    const { ids, latents } = await loadLatents(folder).catch((error: Error) => {
      if (error.message.includes('a file is missing')) return { ids: [], latents: undefined };
      throw error;
    });
    return latents && { ids, latents: latents.data };
  },
};

/** `encodeToDisk` onto a finished folder. */
export const encodeAgain: Scenario = {
  ...encode,
  writeOlder: (folder) => encodeImages(folder, 20),
};
