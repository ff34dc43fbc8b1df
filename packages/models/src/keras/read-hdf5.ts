import { checkOptions, checkWatchers } from '@csm/base';
import { checkFileBytes, type FileBytes, type Hdf5File, hdf5FromBytes } from '@csm/base/hdf5';
import { READ_HDF5_OPTIONS, type ReadHdf5Options } from './read-hdf5-options.js';

/**
 * Opens an HDF5 file that is in memory or was chosen in a browser, calls `run` with it and closes it. `run` gets plain data:
 * descriptions of groups and datasets, typed arrays and strings. The HDF5 library (h5wasm) runs in a worker, which is ended after an
 * error, after an abort, and if one call takes longer than 7 seconds; so a damaged file can neither hang the program nor spoil the
 * next file. For a path, use `readHdf5FromDisk` of `@csm/models/node`.
 *
 * @param file do not change it while it is in use. In a browser, only the requested parts of a Blob or File are read.
 * @returns the result of `run`; the file is closed by then.
 * @throws TypeError with code `ERR_INVALID_ARGUMENT` for anything but bytes; Error with code `ERR_INVALID_FILE` for a file that
 * is not HDF5, is cut off or damaged, or uses a compression that is not supported.
 *
 * @example
 * const kernel = await readHdf5(fileInput.files[0], async (file) => {
 *   const dataset = await file.at('/dense/kernel:0');
 *   return dataset?.kind === 'dataset' ? file.read(dataset) : undefined;
 * });
 * @category Models and weights from Keras
 */
export async function readHdf5<T>(
  file: FileBytes,
  run: (file: Hdf5File) => T | Promise<T>,
  options: ReadHdf5Options = {},
): Promise<T> {
  checkOptions('readHdf5', options, READ_HDF5_OPTIONS);
  checkWatchers('readHdf5', options);
  checkFileBytes('readHdf5', file);
  const name = file instanceof File ? file.name : 'the file';
  return hdf5FromBytes(file, name).use(`readHdf5: ${name}`, run, options.signal);
}
