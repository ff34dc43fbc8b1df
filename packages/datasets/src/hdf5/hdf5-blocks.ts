import type { Dataset } from 'h5wasm';
import { describe, holdsNumbers, type Numbers, readAll } from './hdf5-values.js';

/** A run of rows of a dataset, as it is stored. */
export interface Hdf5Block {
  readonly start: number;
  readonly end: number;
  readonly values: Numbers;
}

/** Values that are read at once. More is no faster, and the memory of WebAssembly never shrinks again. */
const blockValues = 1 << 20;

/**
 * The rows of a dataset of numbers, a few at a time and no chunk of the file twice, so that memory is bounded. The loop
 * gives way to timers between blocks and heeds `signal`.
 */
export async function* hdf5Blocks(
  where: string,
  dataset: Dataset,
  signal: AbortSignal | undefined,
): AsyncGenerator<Hdf5Block> {
  const { shape, metadata } = dataset;
  if (!holdsNumbers(dataset) || !shape || shape.length === 0) {
    throw new Error(`${where}: expected numbers in ${dataset.path}; it holds ${describe(dataset)}`);
  }
  const [rows, ...rest] = shape as [number, ...number[]];
  const rowSize = rest.reduce((product, length) => product * length, 1);
  const chunk = metadata.chunks?.[0] ?? 1;
  const atOnce = chunk * Math.max(1, Math.floor(blockValues / Math.max(1, chunk * rowSize)));
  for (let start = 0; start < rows; start += atOnce) {
    await new Promise((resolve) => setTimeout(resolve));
    signal?.throwIfAborted();
    const end = Math.min(rows, start + atOnce);
    const values = readAll(where, dataset, () => dataset.slice([[start, end]])) as Numbers;
    yield { start, end, values };
  }
}

/** Whole numbers below `limit`, 32 bits each. Throws on the first that is not, with `what` for its name. */
export async function readIndices(
  where: string,
  dataset: Dataset,
  options: {
    readonly limit: number;
    readonly what: string;
    readonly signal: AbortSignal | undefined;
    readonly onRead?: (count: number) => void;
  },
): Promise<Uint32Array> {
  const { limit, what, signal, onRead = () => {} } = options;
  const indices = new Uint32Array(dataset.shape?.[0] ?? 0);
  for await (const { start, end, values } of hdf5Blocks(where, dataset, signal)) {
    // Of 64 bits, the upper half must be empty; through BigInt this takes ten times as long.
    const wide = values instanceof BigInt64Array || values instanceof BigUint64Array;
    const words = wide ? new Uint32Array(values.buffer, values.byteOffset, values.length * 2) : values;
    for (let i = 0; i < end - start; i++) {
      const value = wide ? words[2 * i]! : words[i]!;
      if (!(value >= 0 && value < limit && Number.isInteger(value)) || (wide && words[2 * i + 1] !== 0)) {
        throw new Error(
          `${where}: ${dataset.path}[${start + i}] is ${values[i]}; expected ${what}, a whole number from 0 to ${limit - 1}`,
        );
      }
      indices[start + i] = value;
    }
    onRead(end);
  }
  return indices;
}

/** Numbers as 32-bit floats. */
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
