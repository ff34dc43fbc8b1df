import { tensor } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { randomStream } from '../src/random-stream.js';
import { arrayBatches } from '../src/training/data/image-batches.js';
import type { ImageStream } from '../src/training/data/image-stream.js';
import type { Images } from '../src/training/data/images.js';

/** Images of a bright square at a random position on a dark background. */
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

/** Batches of squares, shuffled by the epoch; ndarrays and tensors in turn. */
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
