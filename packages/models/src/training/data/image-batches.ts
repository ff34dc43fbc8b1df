import { Tensor } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import type { Vae } from '../../architectures/vae.js';
import { typeName } from '../../checks/checks.js';
import { checkImages, gatherImages, type Images } from './images.js';

/**
 * Images of one step, `[n, height, width, channels]` in [0, 1]: an ndarray, or a tensor, which is handed over (whoever
 * takes the batch disposes it), or an object that has either as `images`, as the batches of `@csm/datasets` do.
 */
export type ImageBatch = Images | Tensor | { readonly images: Images | Tensor };

/**
 * Images that do not fit into memory: the batches of one epoch, from the first on. Called anew for each epoch, with its
 * number from 1 (for validation always 1).
 *
 * The same epoch must give the same batches in the same order, also in another process: shuffle inside, from a seed and
 * the epoch ({@link epochOrder}). Then a training that was cut off goes on as if nothing had happened.
 *
 *     (epoch) => faces.batches({ ids: epochOrder(faces.split('train'), { seed: 1, epoch }), batchSize: 20 })
 */
export type ImageStream = (epoch: number) => AsyncIterable<ImageBatch> | Iterable<ImageBatch>;

/** A batch on the host: images one after another. */
export interface HostBatch {
  readonly values: Float32Array;
  readonly size: number;
}

/** The images at `order`, `batchSize` at a time. */
export function* arrayBatches(images: Images, order: Uint32Array, batchSize: number): Generator<HostBatch> {
  for (let start = 0; start < order.length; start += batchSize) {
    const indices = order.subarray(start, start + batchSize);
    yield { values: gatherImages(images, indices), size: indices.length };
  }
}

/** The batches of a stream, each checked as it comes. `what` names them in messages. */
export async function* streamBatches(
  caller: string,
  vae: Vae,
  stream: ImageStream,
  epoch: number,
  what = `of epoch ${epoch}`,
): AsyncGenerator<HostBatch> {
  const batches = stream(epoch) as Partial<AsyncIterable<ImageBatch> & Iterable<ImageBatch>> | undefined;
  if (!batches?.[Symbol.asyncIterator] && !batches?.[Symbol.iterator]) {
    throw new TypeError(
      `${caller}: a stream must give an (async) iterable of batches, as an async function* does; got ${typeName(batches)}.`,
    );
  }
  let number = 0;
  for await (const batch of batches as AsyncIterable<ImageBatch>) {
    number++;
    const given = typeof batch === 'object' && batch !== null && 'images' in batch ? batch.images : batch;
    const images = given instanceof Tensor ? await download(given) : given;
    checkImages(caller, vae, images, `batch ${number} ${what}`);
    const size = images.shape[0]!;
    yield {
      values: gatherImages(
        images,
        Uint32Array.from({ length: size }, (_, i) => i),
      ),
      size,
    };
  }
}

async function download(batch: Tensor): Promise<Images> {
  try {
    return ndarray((await batch.data()) as Float32Array, batch.shape);
  } finally {
    batch.dispose();
  }
}
