import { hdf5FromBytes } from '@csm/base/hdf5';
import { browserFiles } from '../../files/browser-files.js';
import { browserDecoder } from '../../images/pictures/browser-decoder.js';
import type { SpatialCounts } from '../spatial-counts.js';
import { readVisiumStore } from './read-visium.js';
import { checkVisiumOptions, type ReadVisiumOptions } from './read-visium-options.js';

/**
 * Reads the output of Space Ranger in a browser, from the files of a folder that the user chose
 * (`<input type="file" webkitdirectory>`); nothing leaves the page. Otherwise the same as `openVisium` of
 * `@csm/datasets/node`.
 *
 * @example
 * const tissue = await readVisium(folderInput.files);
 * @category Read a tissue
 */
export async function readVisium(
  files: Iterable<File>,
  options: ReadVisiumOptions = {},
): Promise<SpatialCounts> {
  checkVisiumOptions('readVisium', options);
  options.signal?.throwIfAborted();
  const store = browserFiles('readVisium', files);
  const hdf5 = async (path: string) => hdf5FromBytes(await store.read(path), path);
  return readVisiumStore('readVisium', store, { hdf5, decoder: async () => browserDecoder }, options);
}
