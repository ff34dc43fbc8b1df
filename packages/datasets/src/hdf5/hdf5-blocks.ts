import { invalidFile, size } from '@csm/base';
import type { Hdf5Dataset, Hdf5File, Hdf5Numbers } from '@csm/base/hdf5';
import { describe, holdsNumbers } from './hdf5-values.js';

/** Consecutive rows of a dataset, in the type they are stored in. */
export interface Hdf5Block<T> {
  readonly start: number;
  readonly end: number;
  readonly values: T;
}

/** How many bytes are read at once. Larger blocks are no faster, and WebAssembly memory never shrinks. */
const BLOCK_BYTES = 8 << 20;

/** A string of variable length takes this many bytes in a dataset; its text, of unknown length, is stored elsewhere. */
const STRING_BYTES = 128;

/**
 * Reads the rows of a dataset in blocks, so that memory use is bounded; reads each chunk of the file only once. The worker reads the
 * next block while this one is used.
 */
export async function* hdf5Blocks(
  where: string,
  file: Hdf5File,
  dataset: Hdf5Dataset,
): AsyncGenerator<Hdf5Block<Hdf5Numbers>> {
  if (!holdsNumbers(dataset) || !dataset.shape?.length) {
    throw invalidFile(`${where}: expected numbers in ${dataset.path}; it holds ${describe(dataset)}.`);
  }
  yield* blocks(file, dataset, dataset.bytesPerValue) as AsyncGenerator<Hdf5Block<Hdf5Numbers>>;
}

/** As {@link hdf5Blocks}, for a list of strings. */
export async function* stringBlocks(
  where: string,
  file: Hdf5File,
  dataset: Hdf5Dataset,
): AsyncGenerator<Hdf5Block<string[]>> {
  if (dataset.type !== 'string' || dataset.shape?.length !== 1) {
    throw invalidFile(
      `${where}: expected a list of strings in ${dataset.path}; it holds ${describe(dataset)}.`,
    );
  }
  const bytes = Math.max(STRING_BYTES, dataset.bytesPerValue);
  yield* blocks(file, dataset, bytes) as AsyncGenerator<Hdf5Block<string[]>>;
}

async function* blocks(
  file: Hdf5File,
  dataset: Hdf5Dataset,
  bytesPerValue: number,
): AsyncGenerator<Hdf5Block<Hdf5Numbers | string[]>> {
  const [rows = 0, ...rest] = dataset.shape ?? [];
  const bytesPerRow = size(rest) * bytesPerValue;
  const chunk = dataset.chunks?.[0] ?? 1;
  const atOnce = chunk * Math.max(1, Math.floor(BLOCK_BYTES / Math.max(1, chunk * bytesPerRow)));
  const read = (start: number) => {
    const end = Math.min(rows, start + atOnce);
    const values = file.read(dataset, [start, end]);
    // An error is thrown when the block is awaited; until then, it must not count as an unhandled rejection.
    values.catch(() => {});
    return { start, end, values };
  };
  let next = rows > 0 ? read(0) : undefined;
  while (next) {
    const { start, end } = next;
    const values = await next.values;
    next = end < rows ? read(end) : undefined;
    yield { start, end, values };
  }
}
