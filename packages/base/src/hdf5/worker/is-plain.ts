import type { Metadata } from 'h5wasm';
import { invalidFile } from '../../errors.js';

/** Integers, floats, strings and enumerations, as libhdf5 numbers them (H5Tpublic.h). */
const PLAIN: readonly number[] = [0, 1, 3, 8];

/**
 * Whether values are numbers or strings. Only these are read: with other types in a damaged file, h5wasm may never finish.
 * @throws if the values have no size; h5wasm would never finish with these either.
 */
export function isPlain({ type, size }: Metadata): boolean {
  if (!(size > 0)) throw invalidFile('worker: the size of a value is 0.');
  return PLAIN.includes(type);
}
