import type { File, Group } from 'h5wasm';
import { standIn } from '../files/likeness.js';

/** A file in HDF5, to be opened as often as needed. */
export interface Hdf5Source {
  /** What messages call it. */
  readonly name: string;
  /** Opens it to read, runs, and closes it, also after an error. `where` begins the messages. */
  readonly use: <T>(where: string, run: (root: Group) => Promise<T>) => Promise<T>;
}

/** Runs with the file that `open` opens, and closes it. Errors of h5wasm become a line. */
export async function useHdf5<T>(
  where: string,
  open: () => File,
  run: (root: Group) => Promise<T>,
): Promise<T> {
  const file = attempt(`${where}: cannot be opened as HDF5, get the file again`, open);
  try {
    return await run(file);
  } finally {
    file.close();
  }
}

/** Runs something of h5wasm; where it throws, `message` and, in brackets, the innermost of libhdf5's reasons. */
export function attempt<T>(message: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    // libhdf5's trace: lines "#003: …/H5F.c line 388 in H5F_open(): reason", the innermost last.
    const reasons = [...text.matchAll(/^\s*#\d+: .*?\(\): (.*)$/gm)].map((match) => match[1]!);
    const reason = reasons.findLast((line) => line !== '') ?? text.split('\n')[0]!;
    throw new Error(`${message} (${reason})`, { cause: error });
  }
}

/** The bytes that every HDF5 file begins with. HDF5 File Format Specification 3.0, II.A. */
const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** Throws where the first bytes of a file are not those of HDF5: empty, HTML, a Git LFS pointer, gzip, another format. */
export function refuseOtherFormats(where: string, start: Uint8Array): void {
  if (signature.every((byte, i) => start[i] === byte)) return;
  if (start.length === 0) throw new Error(`${where}: the file is empty (0 bytes); get it again`);
  if (start[0] === 0x1f && start[1] === 0x8b) {
    throw new Error(`${where}: expected HDF5; this is gzip: unpack the file first (gunzip)`);
  }
  if (start[0] === 0x50 && start[1] === 0x4b) {
    throw new Error(`${where}: expected HDF5; this is a zip archive: unpack it first (zarr is not read)`);
  }
  const hex = Array.from(start.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const instead = standIn(new TextDecoder().decode(start.subarray(0, 200)), 'HDF5');
  throw new Error(`${where}: ${instead ?? `expected HDF5; the file begins with the bytes ${hex}`}`);
}
