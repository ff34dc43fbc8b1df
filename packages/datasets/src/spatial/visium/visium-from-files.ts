import { browserFiles } from '../../files/browser-files.js';
import { hdf5FromBytes } from '../../hdf5/hdf5-bytes.js';
import { browserDecoder } from '../../images/pictures/browser-decoder.js';
import type { ReadCountsOptions, SpatialCounts } from '../spatial-counts.js';
import { readVisiumStore } from './read-visium.js';

/**
 * Reads Space Ranger's output in a browser, from the files of a folder that the user chose
 * (`<input type="file" webkitdirectory>`); nothing leaves the page. As `openVisium` of `@csm/datasets/node` in every
 * other way.
 *
 * @example
 * const tissue = await readVisium(folderInput.files);
 */
export async function readVisium(
  files: Iterable<File>,
  options: ReadCountsOptions = {},
): Promise<SpatialCounts> {
  options.signal?.throwIfAborted();
  const store = browserFiles('readVisium', files);
  const hdf5 = async (path: string) => hdf5FromBytes(await store.read(path), path);
  return readVisiumStore('readVisium', store, { hdf5, decoder: async () => browserDecoder }, options);
}
