import type { File as Hdf5File } from 'h5wasm';
import { invalidFile } from '../errors.js';
import { likeness } from '../files/likeness.js';

/** An HDF5 file on disk or in memory that can be opened as often as needed. */
export interface Hdf5Source {
  /** The name of the file in messages, such as its path. */
  readonly name: string;
  /**
   * Opens the file for reading, calls `run` with it, and closes it, also after an error.
   * @param where the beginning of every message: function and file, `openAnnData: bulb.h5ad`.
   * @throws Error with code `ERR_INVALID_FILE` if the file is missing, damaged or not HDF5.
   */
  use<T>(where: string, run: (file: Hdf5File) => T | Promise<T>): Promise<T>;
}

/** Options of {@link checkHdf5Signature} and of the sources. */
export interface Hdf5Options {
  /** Advice if the file is a zip archive, in the imperative. Default: unpack the archive first. */
  readonly zipRemedy?: string | undefined;
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
  const found = likeness(head);
  if (found) {
    const remedy = (found.what === 'a zip archive' && options.zipRemedy) || found.remedy;
    throw invalidFile(`${where}: expected an HDF5 file; this is ${found.what}; ${remedy}.`);
  }
  const hex = Array.from(head.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  throw invalidFile(
    `${where}: expected an HDF5 file; the file begins with the bytes ${hex}; check that this is the right file.`,
  );
}

/** Opens a file with h5wasm, calls `run` with it, and closes it, also after an error. */
export async function useHdf5<T>(
  where: string,
  open: () => Hdf5File,
  run: (file: Hdf5File) => T | Promise<T>,
): Promise<T> {
  const file = attemptHdf5(
    (reason) => `${where}: expected an HDF5 file; ${reason}; download or copy the file again.`,
    open,
  );
  try {
    return await run(file);
  } finally {
    file.close();
  }
}

/**
 * Calls a function of h5wasm, whose error messages contain a page of libhdf5's trace.
 * @param message makes the message from the reason at the end of the trace.
 * @throws Error with code `ERR_INVALID_FILE`, this message and the original error as its cause.
 */
export function attemptHdf5<T>(message: (reason: string) => string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    throw invalidFile(message(reasonOf(cause)), { cause });
  }
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const truncated = /truncated file: eof = (\d+).*stored_eof = (\d+)/.exec(text);
  if (truncated) return `it is cut off after ${truncated[1]} of ${truncated[2]} bytes`;
  // libhdf5's trace has lines such as "#003: …/H5F.c line 388 in H5F_open(): reason", the innermost last.
  const reasons = [...text.matchAll(/^\s*#\d+: .*?\(\): (.*)$/gm)].map(([, reason]) => reason);
  const reason = reasons.findLast((line) => line) ?? text.split('\n', 1)[0];
  return `the HDF5 library reports "${reason}"`;
}
