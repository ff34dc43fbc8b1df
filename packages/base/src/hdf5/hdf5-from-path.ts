import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { unreadableFile } from '../files/unreadable-file.js';
import { checkHdf5Signature, HDF5_HEAD_BYTES, type Hdf5Options, type Hdf5Source } from './hdf5-source.js';
import { useHdf5 } from './use-hdf5.js';

/** An HDF5 file on disk. Only the requested parts are read into memory. */
export function hdf5FromPath(path: string, options: Hdf5Options = {}): Hdf5Source {
  return {
    name: path,
    async use(where, run, signal) {
      checkHdf5Signature(where, await headOf(where, path), options);
      return useHdf5(where, { path: resolve(path) }, run, signal);
    },
  };
}

/** The first bytes of a file, by which its format is recognised. @throws if it cannot be read. */
export async function headOf(where: string, path: string): Promise<Uint8Array> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(new Uint8Array(HDF5_HEAD_BYTES), 0, HDF5_HEAD_BYTES, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw unreadableFile(where, cause);
  }
}
