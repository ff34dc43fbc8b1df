import type { NdArray } from 'ndarray';
import type { InputSet } from './input-set.js';

/** Inputs in batches. */
export interface Encodable {
  readonly ids: readonly string[];
  batches(options: { ids: readonly string[]; signal?: AbortSignal | undefined }): AsyncIterable<{
    readonly ids: readonly string[];
    readonly images: NdArray<Float32Array>;
  }>;
}

/** The inputs as `encodeToDisk` and trainings take them: in batches, of which the next is read while one is in use. */
export function encodable(inputs: Pick<InputSet, 'ids' | 'read'>, batchSize: number): Encodable {
  return {
    ids: inputs.ids,
    async *batches({ ids, signal }) {
      const read = (start: number) => {
        const some = ids.slice(start, start + batchSize);
        const images = some.length > 0 ? inputs.read(some) : undefined;
        // The error is thrown where the batch is taken.
        images?.catch(() => {});
        return { some, images };
      };
      let next = read(0);
      for (let start = batchSize; next.images; start += batchSize) {
        signal?.throwIfAborted();
        const { some } = next;
        const images = await next.images;
        next = read(start);
        yield { ids: some, images };
      }
    },
  };
}
