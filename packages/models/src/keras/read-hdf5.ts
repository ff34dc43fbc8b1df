import { bytesOf, type FileBytes, hdf5FromBytes } from '@csm/base/hdf5';
import type { File as Hdf5File } from 'h5wasm';

/**
 * Opens an HDF5 file that is in memory or was chosen in a browser, calls `run` with it and closes it. h5wasm (the HDF5 library
 * compiled to WebAssembly) is loaded on first use. For a path, use `readHdf5FromDisk` of `@csm/models/node`.
 *
 * @param file bytes, not copied: do not change them while the file is in use.
 * @returns the result of `run`; the file is closed by then.
 * @throws TypeError with code `ERR_INVALID_ARGUMENT` for anything but bytes; Error with code `ERR_INVALID_FILE` for a file that
 * is not HDF5 or is cut off.
 */
export async function readHdf5<T>(file: FileBytes, run: (file: Hdf5File) => T | Promise<T>): Promise<T> {
  const name = file instanceof File ? file.name : 'the file';
  return hdf5FromBytes(await bytesOf('readHdf5', file), name).use(`readHdf5: ${name}`, run);
}
