import type { Dataset, Metadata } from 'h5wasm';
import { invalidFile } from '../../errors.js';
import type { Hdf5Numbers } from '../hdf5-file.js';
import { find } from './describe.js';
import { isPlain } from './is-plain.js';
import type { Library } from './library.js';

/** Reads the values of a dataset: all, or those of some rows. */
export function readAt(
  library: Library,
  file: InstanceType<Library['File']>,
  path: string,
  rows: readonly [number, number] | undefined,
): Hdf5Numbers | string[] {
  const dataset = find(library, file, path);
  if (!(dataset instanceof library.Dataset)) throw invalidFile('worker: it is no longer a dataset.');
  const { metadata } = dataset;
  if (!isPlain(metadata)) throw invalidFile('worker: values of this type are not supported.');
  const isHalf = metadata.type === 1 && metadata.size === 2;
  // h5wasm refuses 16-bit floats; it reads their bits as integers.
  if (isHalf) withMetadata(dataset, { ...metadata, type: 0, signed: false });
  const value: unknown = rows ? dataset.slice([[rows[0], rows[1]]]) : dataset.value;
  if (value instanceof Uint16Array && isHalf) return Float32Array.from(value, halfFloat);
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return isHalf ? Float32Array.of(halfFloat(value)) : Float64Array.of(value);
  if (typeof value === 'bigint') return BigInt64Array.of(value);
  if (ArrayBuffer.isView(value)) return value as Hdf5Numbers;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw invalidFile('worker: values of this type are not supported.');
}

/** `metadata` is a getter of a private field. */
function withMetadata(dataset: Dataset, metadata: Metadata): void {
  Object.defineProperty(dataset, 'metadata', { value: metadata });
}

/** The value of an IEEE 754 binary16. */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * 2 ** -14 * fraction : sign * 2 ** (exponent - 15) * (1 + fraction);
}
