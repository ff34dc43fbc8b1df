import { invalidFile } from '@csm/base';
import type { Hdf5Dataset, Hdf5File, Hdf5Numbers } from '@csm/base/hdf5';
import { hdf5Blocks, stringBlocks } from './hdf5-blocks.js';
import { describe, holdsNumbers } from './hdf5-values.js';

/** All strings of a one-dimensional dataset. */
export async function readStrings(where: string, file: Hdf5File, dataset: Hdf5Dataset): Promise<string[]> {
  const strings: string[] = [];
  for await (const { values } of stringBlocks(where, file, dataset)) {
    for (const value of values) strings.push(value);
  }
  return strings;
}

/** All numbers of a dataset of any shape, as 64-bit floats. */
export async function readNumbers(
  where: string,
  file: Hdf5File,
  dataset: Hdf5Dataset,
): Promise<Float64Array> {
  if (!holdsNumbers(dataset) || !dataset.shape) {
    throw invalidFile(`${where}: expected numbers in ${dataset.path}; it holds ${describe(dataset)}.`);
  }
  if (dataset.shape.length === 0) return Float64Array.from(await file.read(dataset), Number);
  const numbers = new Float64Array(dataset.shape.reduce((product, length) => product * length, 1));
  let at = 0;
  for await (const { values } of hdf5Blocks(where, file, dataset)) {
    for (let i = 0; i < values.length; i++) numbers[at++] = Number(values[i]);
  }
  return numbers;
}

/** The value of a scalar dataset. */
export async function readScalar(file: Hdf5File, dataset: Hdf5Dataset): Promise<string | number> {
  const [value] = await file.read(dataset, dataset.shape?.length ? [0, 1] : undefined);
  return typeof value === 'string' ? value : Number(value);
}

/** What the whole numbers of a dataset must be. */
export interface IndexLimits {
  /** The largest valid number plus 1. */
  readonly limit: number;
  /** Description of valid values, for the error about the first invalid value. */
  readonly what: string;
}

/** Reads whole numbers from 0 to `limit` − 1 as 32-bit integers. */
export async function readIndices(
  where: string,
  file: Hdf5File,
  dataset: Hdf5Dataset,
  { onRead = () => {}, ...limits }: IndexLimits & { readonly onRead?: ((count: number) => void) | undefined },
): Promise<Uint32Array> {
  const indices = new Uint32Array(dataset.shape?.[0] ?? 0);
  for await (const { start, end, values } of hdf5Blocks(where, file, dataset)) {
    indices.set(indicesOf(where, dataset, { start, values }, limits), start);
    onRead(end);
  }
  return indices;
}

/**
 * Whole numbers from 0 to `limit` − 1 as 32-bit integers.
 * @param read numbers of a dataset as they are stored, from the row `start` on.
 */
export function indicesOf(
  where: string,
  dataset: Hdf5Dataset,
  { start, values }: { readonly start: number; readonly values: Hdf5Numbers },
  { limit, what }: IndexLimits,
): Uint32Array {
  const indices = new Uint32Array(values.length);
  // The upper half of a 64-bit integer must be 0. Converting through BigInt takes ten times as long.
  const wide = values instanceof BigInt64Array || values instanceof BigUint64Array;
  const words = wide ? new Uint32Array(values.buffer, values.byteOffset, values.length * 2) : values;
  const step = wide ? 2 : 1;
  for (let i = 0; i < values.length; i++) {
    const value = words[step * i] ?? Number.NaN;
    if (!(value >= 0 && value < limit && Number.isInteger(value)) || (wide && words[2 * i + 1] !== 0)) {
      throw invalidFile(
        `${where}: ${dataset.path}[${start + i}] must be ${what}, a whole number from 0 to ${limit - 1}; got ${values[i]}.`,
      );
    }
    indices[i] = value;
  }
  return indices;
}

/** Reads numbers as 32-bit floats. */
export async function readFloats(
  where: string,
  file: Hdf5File,
  dataset: Hdf5Dataset,
  onRead: (count: number) => void = () => {},
): Promise<Float32Array> {
  const floats = new Float32Array(dataset.shape?.[0] ?? 0);
  for await (const { start, end, values } of hdf5Blocks(where, file, dataset)) {
    floats.set(floatsOf(values), start);
    onRead(end);
  }
  return floats;
}

/** Numbers of any type as numbers that fit into an array of floats. Only 64-bit integers are copied. */
export function floatsOf(values: Hdf5Numbers): Exclude<Hdf5Numbers, BigInt64Array | BigUint64Array> {
  const isWide = values instanceof BigInt64Array || values instanceof BigUint64Array;
  return isWide ? Float64Array.from(values as ArrayLike<number | bigint>, Number) : values;
}
