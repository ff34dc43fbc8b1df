import ndarray from 'ndarray';
import type { BatchesOptions, ImageBatch, SkippedImage } from './image-dataset.js';
import { loadAhead } from './load-ahead.js';

/** What {@link imageBatches} is given: options of `batches`, checked, and the parts of the set. */
export interface ImageBatchesOptions extends BatchesOptions {
  readonly name: string;
  readonly ids: readonly string[];
  readonly batchSize: number;
  readonly imageShape: readonly [height: number, width: number, channels: number];
  readonly load: (id: string, signal?: AbortSignal) => Promise<Float32Array>;
  /** Hears of an image that is left out; absent: such an image throws. */
  readonly skip?: ((image: SkippedImage) => void) | undefined;
}

/** The stream of `ImageDataset.batches`. */
export async function* imageBatches(
  options: ImageBatchesOptions,
): AsyncGenerator<ImageBatch, void, undefined> {
  const { name, ids, batchSize, imageShape, load, skip, signal, onProgress = () => {} } = options;
  const imageSize = imageShape[0] * imageShape[1] * imageShape[2];
  const emptyBatch = () => ({
    ids: [] as string[],
    data: new Float32Array(Math.min(batchSize, ids.length) * imageSize),
  });
  let batch = emptyBatch();
  let done = 0;
  let skipped = 0;
  let firstReason = '';
  let reported = 0;
  const report = () => {
    reported = done;
    onProgress({ done, total: ids.length, skipped });
  };
  const full = (): ImageBatch => {
    report();
    const count = batch.ids.length;
    const data =
      count * imageSize === batch.data.length ? batch.data : batch.data.slice(0, count * imageSize);
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
      const reason = loaded.error instanceof Error ? loaded.error.message : String(loaded.error);
      if (skipped++ === 0) firstReason = reason;
      skip({ id: loaded.id, reason });
    }
    if (batch.ids.length === batchSize) {
      yield full();
      batch = emptyBatch();
    }
  }
  if (done > 0 && skipped === done) {
    throw new Error(
      `${name}.batches: all ${skipped} images had to be left out; the first because of ${firstReason}`,
    );
  }
  if (batch.ids.length > 0) yield full();
  else if (reported < done) report();
}
