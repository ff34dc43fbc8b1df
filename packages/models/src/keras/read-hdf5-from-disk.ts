import { checkOptions, checkWatchers, invalidArgument, typeName } from '@csm/base';
import type { Hdf5File } from '@csm/base/hdf5';
import { hdf5FromPath } from '@csm/base/hdf5-node';
import { READ_HDF5_OPTIONS, type ReadHdf5Options } from './read-hdf5-options.js';

/**
 * `readHdf5` from a path: only the parts that `run` requests are read from the disk, so the file may be larger than
 * memory.
 *
 * @throws as `readHdf5`; Error with code `ERR_INVALID_FILE` if the file does not exist.
 * @category Models and weights from Keras
 */
export async function readHdf5FromDisk<T>(
  path: string,
  run: (file: Hdf5File) => T | Promise<T>,
  options: ReadHdf5Options = {},
): Promise<T> {
  checkOptions('readHdf5FromDisk', options, READ_HDF5_OPTIONS);
  checkWatchers('readHdf5FromDisk', options);
  if (typeof path !== 'string' || path === '') {
    throw invalidArgument(`readHdf5FromDisk: path must be the path of an HDF5 file; got ${typeName(path)}.`);
  }
  return hdf5FromPath(path).use(`readHdf5FromDisk: ${path}`, run, options.signal);
}
