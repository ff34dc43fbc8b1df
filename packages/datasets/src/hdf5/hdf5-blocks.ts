import { invalidFile, size, yieldToEventLoop } from '@csm/base';
import type { Dataset } from 'h5wasm';
import { describe, holdsNumbers, type Numbers, readAll } from './hdf5-values.js';

/** Consecutive rows of a dataset, in the type they are stored in. */
export interface Hdf5Block {
  readonly start: number;
  readonly end: number;
  readonly values: Numbers;
}

/** How many values are read at once. Larger blocks are no faster, and WebAssembly memory never shrinks. */
const BLOCK_VALUES = 1 << 20;

/**
 * Reads the rows of a numeric dataset in blocks, so that memory use is bounded; reads each chunk of the file only
 * once. Between blocks it yields to the event loop and checks `signal`.
 */
export async function* hdf5Blocks(
  where: string,
  dataset: Dataset,
  signal: AbortSignal | undefined,
): AsyncGenerator<Hdf5Block> {
  const { shape, metadata } = dataset;
  const [rows, ...rest] = shape ?? [];
  if (!holdsNumbers(dataset) || rows === undefined) {
    throw invalidFile(`${where}: expected numbers in ${dataset.path}; it holds ${describe(dataset)}.`);
  }
  const chunk = metadata.chunks?.[0] ?? 1;
  const atOnce = chunk * Math.max(1, Math.floor(BLOCK_VALUES / Math.max(1, chunk * size(rest))));
  for (let start = 0; start < rows; start += atOnce) {
    await yieldToEventLoop();
    signal?.throwIfAborted();
    const end = Math.min(rows, start + atOnce);
    const values = readAll(where, dataset, () => dataset.slice([[start, end]])) as Numbers;
    yield { start, end, values };
  }
}

/**
 * Reads whole numbers from 0 to `limit` − 1 as 32-bit integers.
 * @param options `what`: description of valid values, for the error about the first invalid value.
 */
export async function readIndices(
  where: string,
  dataset: Dataset,
  options: {
    readonly limit: number;
    readonly what: string;
    readonly signal: AbortSignal | undefined;
    readonly onRead?: ((count: number) => void) | undefined;
  },
): Promise<Uint32Array> {
  const { limit, what, signal, onRead = () => {} } = options;
  const indices = new Uint32Array(dataset.shape?.[0] ?? 0);
  for await (const { start, end, values } of hdf5Blocks(where, dataset, signal)) {
    // The upper half of a 64-bit integer must be 0. Converting through BigInt takes ten times as long.
    const wide = values instanceof BigInt64Array || values instanceof BigUint64Array;
    const words = wide ? new Uint32Array(values.buffer, values.byteOffset, values.length * 2) : values;
    const step = wide ? 2 : 1;
    for (let i = 0; i < end - start; i++) {
      const value = words[step * i] ?? Number.NaN;
      if (!(value >= 0 && value < limit && Number.isInteger(value)) || (wide && words[2 * i + 1] !== 0)) {
        throw invalidFile(
          `${where}: ${dataset.path}[${start + i}] must be ${what}, a whole number from 0 to ${limit - 1}; got ${values[i]}.`,
        );
      }
      indices[start + i] = value;
    }
    onRead(end);
  }
  return indices;
}

/** Reads numbers as 32-bit floats. */
export async function readFloats(
  where: string,
  dataset: Dataset,
  signal: AbortSignal | undefined,
  onRead: (count: number) => void = () => {},
): Promise<Float32Array> {
  const floats = new Float32Array(dataset.shape?.[0] ?? 0);
  for await (const { start, end, values } of hdf5Blocks(where, dataset, signal)) {
    if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
      for (let i = 0; i < end - start; i++) floats[start + i] = Number(values[i]);
    } else {
      floats.set(values, start);
    }
    onRead(end);
  }
  return floats;
}
