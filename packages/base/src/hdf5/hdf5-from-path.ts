import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { unreadableFile } from '../files/unreadable-file.js';
import {
  checkHdf5Signature,
  HDF5_HEAD_BYTES,
  type Hdf5Options,
  type Hdf5Source,
  useHdf5,
} from './hdf5-source.js';

/** An HDF5 file on disk. Only the requested parts are read into memory. */
export function hdf5FromPath(path: string, options: Hdf5Options = {}): Hdf5Source {
  return {
    name: path,
    async use(where, run) {
      checkHdf5Signature(where, await headOf(where, path), options);
      const { File } = await hdf5OnDisk();
      return useHdf5(where, () => new File(resolve(path), 'r'), run);
    },
  };
}

/** h5wasm with access to the disk, loaded on first use. Errors of libhdf5 are thrown, not printed. */
export async function hdf5OnDisk(): Promise<typeof import('h5wasm/node')> {
  const h5wasm = await import('h5wasm/node');
  const module = await h5wasm.ready;
  module.activate_throwing_error_handler();
  return h5wasm;
}

async function headOf(where: string, path: string): Promise<Uint8Array> {
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
