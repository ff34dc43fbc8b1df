import { invalidFile } from '@csm/base';
import type { Hdf5Dataset, Hdf5File } from '@csm/base/hdf5';
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

/**
 * Reads whole numbers from 0 to `limit` − 1 as 32-bit integers.
 * @param options `what`: description of valid values, for the error about the first invalid value.
 */
export async function readIndices(
  where: string,
  file: Hdf5File,
  dataset: Hdf5Dataset,
  options: {
    readonly limit: number;
    readonly what: string;
    readonly onRead?: ((count: number) => void) | undefined;
  },
): Promise<Uint32Array> {
  const { limit, what, onRead = () => {} } = options;
  const indices = new Uint32Array(dataset.shape?.[0] ?? 0);
  for await (const { start, end, values } of hdf5Blocks(where, file, dataset)) {
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
  file: Hdf5File,
  dataset: Hdf5Dataset,
  onRead: (count: number) => void = () => {},
): Promise<Float32Array> {
  const floats = new Float32Array(dataset.shape?.[0] ?? 0);
  for await (const { start, end, values } of hdf5Blocks(where, file, dataset)) {
    if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
      for (let i = 0; i < end - start; i++) floats[start + i] = Number(values[i]);
    } else {
      floats.set(values, start);
    }
    onRead(end);
  }
  return floats;
}
