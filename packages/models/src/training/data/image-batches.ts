import { invalidArgument, typeName } from '@csm/base';
import { Tensor } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import type { Vae } from '../../architectures/vae.js';
import { checkBatch } from './check-batch.js';
import { checkImages } from './check-images.js';
import type { ImageBatch, ImageStream } from './image-stream.js';
import { allIndices, gatherImages, type Images } from './images.js';

/** A batch on the host. */
export interface HostBatch {
  /** The images, concatenated. */
  readonly values: Float32Array;
  /** Number of images. */
  readonly size: number;
  /** The technical batch of each sample, for a VAE with `batches`. */
  readonly batch?: Uint32Array | undefined;
}

/** Batches in any form, for `for await`. */
export type HostBatches = AsyncIterable<HostBatch> | Iterable<HostBatch>;

/**
 * The images at the indices in `order`, `batchSize` per batch.
 * @param batch the technical batch of each image.
 */
export function* arrayBatches(
  images: Images,
  order: Uint32Array,
  batchSize: number,
  batch?: ArrayLike<number>,
): Generator<HostBatch> {
  for (let start = 0; start < order.length; start += batchSize) {
    const indices = order.subarray(start, start + batchSize);
    yield {
      values: gatherImages(images, indices),
      size: indices.length,
      batch: batch && indices.map((index) => batch[index] ?? 0),
    };
  }
}

/**
 * The batches of one epoch of a stream; each is checked just before it is used.
 * @param what description of the batches in messages: `of epoch 3`.
 */
export async function* streamBatches(
  caller: string,
  vae: Vae,
  stream: ImageStream,
  epoch: number,
  what = `of epoch ${epoch}`,
): AsyncGenerator<HostBatch> {
  let number = 0;
  for await (const batch of iterable(caller, stream(epoch))) {
    number++;
    const images = await imagesOf(batch);
    const name = `batch ${number} ${what}`;
    checkImages(caller, vae, images, name);
    const indices = allIndices(images);
    const technical = checkBatch(caller, vae, technicalBatchOf(batch), indices.length, name);
    yield { values: gatherImages(images, indices), size: indices.length, batch: technical };
  }
}

/** @throws unless the value can be iterated. */
function iterable(caller: string, batches: ReturnType<ImageStream>): ReturnType<ImageStream> {
  const { [Symbol.asyncIterator]: asynchronous, [Symbol.iterator]: synchronous } = (batches ?? {}) as Partial<
    AsyncIterable<ImageBatch> & Iterable<ImageBatch>
  >;
  if (asynchronous || synchronous) return batches;
  throw invalidArgument(
    `${caller}: a stream must return an (async) iterable of batches; got ${typeName(batches)}; write it as an async ` +
      'function*.',
  );
}

function samplesOf(batch: ImageBatch): Images | Tensor {
  if (typeof batch !== 'object' || batch === null) return batch;
  if ('images' in batch) return batch.images;
  return 'inputs' in batch ? batch.inputs : batch;
}

function technicalBatchOf(batch: ImageBatch): ArrayLike<number> | undefined {
  return typeof batch === 'object' && batch !== null && 'batch' in batch ? batch.batch : undefined;
}

/** The images of a batch on the host. The batch is not yet checked. */
async function imagesOf(batch: ImageBatch): Promise<Images> {
  const images = samplesOf(batch);
  if (!(images instanceof Tensor)) return images;
  try {
    return ndarray((await images.data()) as Float32Array, images.shape);
  } finally {
    images.dispose();
  }
}
