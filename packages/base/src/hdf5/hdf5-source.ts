import { invalidFile } from '../errors.js';
import { type Likeness, likeness } from '../files/likeness.js';
import type { Hdf5File } from './hdf5-file.js';

/** An HDF5 file on disk or in memory that can be opened as often as needed. */
export interface Hdf5Source {
  /** The name of the file in messages, such as its path. */
  readonly name: string;
  /**
   * Opens the file in a worker, calls `run` with it, and closes it, also after an error or an abort.
   * @param where the beginning of every message: function and file, `openAnnData: bulb.h5ad`.
   * @param signal ends reading at once, even in the middle of a call of libhdf5.
   * @throws Error with code `ERR_INVALID_FILE` if the file is missing, damaged or not HDF5.
   */
  use<T>(where: string, run: (file: Hdf5File) => T | Promise<T>, signal?: AbortSignal): Promise<T>;
}

/** Options of {@link checkHdf5Signature} and of the sources. */
export interface Hdf5Options {
  /** Advice if the file is a zip archive, in the imperative. Default: unpack the archive first. */
  readonly zipRemedy?: string | undefined;
  /** Recognises other formats by the beginning of the file. Default: those of `likeness` only. */
  readonly recognise?: ((head: Uint8Array) => Likeness | undefined) | undefined;
}

/** The number of bytes that {@link checkHdf5Signature} needs. */
export const HDF5_HEAD_BYTES = 512;

/** The first bytes of every HDF5 file: HDF5 File Format Specification 3.0, II.A. */
const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * @param head the first {@link HDF5_HEAD_BYTES} of the file, or all of a shorter one.
 * @throws unless the file begins like HDF5; the error states what kind of file it appears to be.
 */
export function checkHdf5Signature(where: string, head: Uint8Array, options: Hdf5Options = {}): void {
  if (SIGNATURE.every((byte, i) => head[i] === byte)) return;
  const found = options.recognise?.(head) ?? likeness(head);
  if (found) {
    const remedy = (found.what === 'a zip archive' && options.zipRemedy) || found.remedy;
    throw invalidFile(`${where}: expected an HDF5 file; this is ${found.what}; ${remedy}.`);
  }
  const hex = Array.from(head.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  throw invalidFile(
    `${where}: expected an HDF5 file; the file begins with the bytes ${hex}; check that this is the right file.`,
  );
}
