import { type Hdf5Options, type Hdf5Source, hdf5FromBytes } from '@csm/base/hdf5';
import { foreignFormat } from '../files/foreign-format.js';
import { isZip, readKerasArchive } from './read-keras-archive.js';

/** Files of other libraries are recognised, with their remedy. */
export const KERAS_HDF5: Hdf5Options = { recognise: (head) => foreignFormat('', head) };

/** The HDF5 file that holds the weights of a model. */
export interface KerasWeightsSource {
  /** The beginning of messages: function and file. */
  readonly where: string;
  readonly source: Hdf5Source;
  /** Version of the Keras that wrote the archive; undefined unless the weights are in an archive that states it. */
  readonly kerasVersion: string | undefined;
}

/**
 * Finds the weights in a file: the file itself if it is HDF5, or `model.weights.h5` in a `.keras` archive.
 *
 * @param where the beginning of messages: function and file.
 * @param head the beginning of the file.
 * @param read reads the whole file, for an archive.
 * @throws for damaged archives.
 */
export async function kerasWeightsSource(
  where: string,
  source: Hdf5Source,
  head: Uint8Array,
  read: () => Promise<Uint8Array>,
): Promise<KerasWeightsSource> {
  if (!isZip(head) || foreignFormat('', head)) return { where, source, kerasVersion: undefined };
  const { weights, kerasVersion } = await readKerasArchive(where, await read());
  return {
    where: `${where}: model.weights.h5`,
    source: hdf5FromBytes(weights, 'model.weights.h5'),
    kerasVersion,
  };
}
