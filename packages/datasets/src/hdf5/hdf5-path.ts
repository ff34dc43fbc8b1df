import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Hdf5Source, refuseOtherFormats, useHdf5 } from './hdf5-file.js';

/** HDF5 on disk: only what is asked for is read into memory. */
export function hdf5FromPath(path: string): Hdf5Source {
  return {
    name: path,
    use: async (where, run) => {
      refuseOtherFormats(where, await firstBytes(where, path));
      const { File } = await openableHdf5();
      return useHdf5(where, () => new File(resolve(path), 'r'), run);
    },
  };
}

/** h5wasm over the disk; errors of libhdf5 are thrown, not printed. */
export async function openableHdf5(): Promise<typeof import('h5wasm/node')> {
  const h5wasm = await import('h5wasm/node');
  (await h5wasm.ready).activate_throwing_error_handler();
  return h5wasm;
}

async function firstBytes(where: string, path: string): Promise<Uint8Array> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(new Uint8Array(512), 0, 512, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new Error(`${where}: cannot read ${path}: ${(error as Error).message}`, { cause: error });
  }
}
