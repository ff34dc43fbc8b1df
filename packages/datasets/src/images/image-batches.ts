import { invalidFile, size } from '@csm/base';
import ndarray from 'ndarray';
import type { ImageBatch, SkippedImage } from './image-batch.js';
import type { BatchesOptions } from './image-dataset-options.js';
import { loadAhead } from './load-ahead.js';

/**
 * Options of {@link imageBatches}: the checked options of `ImageDataset.batches`, and the parts of the data set
 * that they need.
 */
export interface ImageBatchesOptions extends BatchesOptions {
  readonly name: string;
  /** The method of the data set in messages. */
  readonly method: 'batches' | 'images';
  readonly ids: readonly string[];
  readonly batchSize: number;
  readonly imageShape: readonly [height: number, width: number, channels: number];
  readonly load: (id: string, signal?: AbortSignal) => Promise<Float32Array>;
  /** Called with each image that is left out. If undefined, a bad image throws. */
  readonly skip?: ((image: SkippedImage) => void) | undefined;
}

/** The stream of `ImageDataset.batches`. */
export async function* imageBatches(
  options: ImageBatchesOptions,
): AsyncGenerator<ImageBatch, void, undefined> {
  const { name, method, ids, batchSize, imageShape, load, skip, signal, onProgress = () => {} } = options;
  const imageSize = size(imageShape);
  const emptyBatch = () => ({
    ids: [] as string[],
    data: new Float32Array(Math.min(batchSize, ids.length) * imageSize),
  });
  let batch = emptyBatch();
  let done = 0;
  let skipped = 0;
  let firstError: unknown;
  let reported = 0;
  const report = () => {
    reported = done;
    onProgress({ done, total: ids.length });
  };
  const finished = (): ImageBatch => {
    report();
    const count = batch.ids.length;
    const isFull = count * imageSize === batch.data.length;
    const data = isFull ? batch.data : batch.data.slice(0, count * imageSize);
    return { ids: batch.ids, images: ndarray(data, [count, ...imageShape]) };
  };
  for await (const loaded of loadAhead(ids, (id) => load(id, signal), batchSize)) {
    signal?.throwIfAborted();
    done++;
    if ('image' in loaded) {
      batch.data.set(loaded.image, batch.ids.length * imageSize);
      batch.ids.push(loaded.id);
    } else {
      if (!skip) throw loaded.error;
      if (skipped++ === 0) firstError = loaded.error;
      skip({ id: loaded.id, reason: messageOf(loaded.error) });
    }
    if (batch.ids.length === batchSize) {
      yield finished();
      batch = emptyBatch();
    }
  }
  if (done > 0 && skipped === done) {
    throw invalidFile(
      `${name}.${method}: expected at least one good image; all ${skipped} were left out; the first error is "${messageOf(firstError)}".`,
      { cause: firstError },
    );
  }
  if (batch.ids.length > 0) yield finished();
  else if (reported < done) report();
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
