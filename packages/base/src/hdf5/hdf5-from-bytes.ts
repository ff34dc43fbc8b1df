import { typeName } from '../checks/type-name.js';
import { invalidArgument } from '../errors.js';
import { checkHdf5Signature, HDF5_HEAD_BYTES, type Hdf5Options, type Hdf5Source } from './hdf5-source.js';
import { inNode } from './host/in-node.js';
import { useHdf5 } from './use-hdf5.js';
import type { Hdf5Content } from './worker/messages.js';

/** A file in memory, or one that the user of a page chose. */
export type FileBytes = Uint8Array | ArrayBuffer | Blob;

/**
 * The bytes of a file, not copied if they are already in memory.
 * @throws unless the file is a Uint8Array, an ArrayBuffer or a Blob (a File is one).
 */
export async function bytesOf(caller: string, file: FileBytes): Promise<Uint8Array> {
  checkFileBytes(caller, file);
  if (file instanceof Uint8Array) return file;
  return new Uint8Array(file instanceof Blob ? await file.arrayBuffer() : file);
}

/** @throws unless the file is a Uint8Array, an ArrayBuffer or a Blob (a File is one). */
export function checkFileBytes(caller: string, file: unknown): asserts file is FileBytes {
  if (file instanceof Uint8Array || file instanceof ArrayBuffer || file instanceof Blob) return;
  throw invalidArgument(
    `${caller}: expected a File, Blob, ArrayBuffer or Uint8Array; got ${typeName(file)}.`,
  );
}

/**
 * An HDF5 file in memory, or one that the user of a page chose, of which a browser reads only the requested parts.
 * @param file do not change it while it is in use: each use copies bytes into the worker.
 */
export function hdf5FromBytes(file: FileBytes, name: string, options: Hdf5Options = {}): Hdf5Source {
  return {
    name,
    async use(where, run, signal) {
      const head = file instanceof Blob ? file.slice(0, HDF5_HEAD_BYTES) : file;
      const first = (await bytesOf(where, head)).subarray(0, HDF5_HEAD_BYTES);
      checkHdf5Signature(where, first, options);
      return useHdf5(where, await contentOf(where, file), run, signal);
    },
  };
}

/** Only workers of browsers can read parts of a Blob without waiting. */
async function contentOf(where: string, file: FileBytes): Promise<Hdf5Content> {
  if (file instanceof Blob && !inNode()) return { blob: file };
  return { bytes: await bytesOf(where, file) };
}
