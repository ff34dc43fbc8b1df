import { tensor } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { imageVae } from '../src/architectures/image-vae.js';
import type { Vae } from '../src/architectures/vae.js';
import { randomStream } from '../src/random-stream.js';
import type { CheckpointStore, TrainingCheckpoint } from '../src/training/checkpoint/training-checkpoint.js';
import { arrayBatches, type ImageStream } from '../src/training/data/image-batches.js';
import type { Images } from '../src/training/data/images.js';

/** A VAE small enough for the cpu backend. For tests. */
export function tinyVae(seed = 0) {
  return imageVae({ size: 8, channels: 1, filters: [4, 8], kernelSize: 3, latentSize: 3, dense: [12], seed });
}

/** Images of a bright square at a random place on dark ground. For tests. */
export function squares(count: number, { size = 8, channels = 1, seed = 5 } = {}): Images {
  const random = randomStream(seed);
  const images = ndarray(new Float32Array(count * size * size * channels), [count, size, size, channels]);
  for (let i = 0; i < count; i++) {
    const top = random.integer(0, size / 2);
    const left = random.integer(0, size / 2);
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const inside = y >= top && y < top + size / 2 && x >= left && x < left + size / 2;
        for (let c = 0; c < channels; c++) images.set(i, y, x, c, inside ? 0.9 : 0.1);
      }
    }
  }
  return images;
}

/** Batches of squares, shuffled by the epoch: an ndarray, then a tensor, and so on. For tests. */
export function squareStream(count: number, batchSize: number): ImageStream {
  return async function* (epoch) {
    const images = squares(count);
    const order = randomStream(17, epoch).permutation(count);
    let number = 0;
    for (const { values, size } of arrayBatches(images, order, batchSize)) {
      yield number++ % 2 ? tensor(values, [size, 8, 8, 1]) : ndarray(values, [size, 8, 8, 1]);
    }
  };
}

/** All weights of both models. For tests. */
export function weightsOf({ encoder, decoder }: Vae): number[][] {
  return [...encoder.weights, ...decoder.weights].map((weight) => Array.from(weight.read().dataSync()));
}

/** Keeps checkpoints in memory. For tests. */
export function memoryCheckpoint(): CheckpointStore & { saves: number } {
  let last: TrainingCheckpoint | undefined;
  const store = {
    saves: 0,
    load: async () => last,
    save: async (checkpoint: TrainingCheckpoint) => {
      store.saves++;
      last = structuredClone(checkpoint);
    },
  };
  return store;
}
