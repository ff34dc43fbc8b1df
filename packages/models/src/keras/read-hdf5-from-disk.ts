import { invalidArgument, typeName } from '@csm/base';
import { hdf5FromPath } from '@csm/base/hdf5-node';
import type { File as Hdf5File } from 'h5wasm';

/**
 * `readHdf5` from a path: only the parts that `run` requests are read from the disk, so the file may be larger than
 * memory.
 *
 * @throws as `readHdf5`; Error with code `ERR_INVALID_FILE` if the file does not exist.
 */
export async function readHdf5FromDisk<T>(path: string, run: (file: Hdf5File) => T | Promise<T>): Promise<T> {
  if (typeof path !== 'string' || path === '') {
    throw invalidArgument(`readHdf5FromDisk: path must be the path of an HDF5 file; got ${typeName(path)}.`);
  }
  return hdf5FromPath(path).use(`readHdf5FromDisk: ${path}`, run);
}
