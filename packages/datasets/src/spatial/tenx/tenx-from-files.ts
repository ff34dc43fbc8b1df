import { hdf5FromBytes } from '@csm/base/hdf5';
import { browserFiles } from '../../files/browser-files.js';
import { foreignFile } from '../../files/foreign-file.js';
import type { SpatialCounts } from '../spatial-counts.js';
import { read10xFile, read10xStore } from './read-10x.js';
import { check10xOptions, type Read10xOptions } from './read-10x-options.js';

/**
 * Reads single cells of 10x Genomics' Cell Ranger in a browser, from files that the user chose: one `.h5` of any name, or the files of a folder;
 * nothing leaves the page. Otherwise the same as `open10x` of `@csm/datasets/node`.
 *
 * @example
 * const cells = await read10x(fileInput.files);
 * @category Cells
 */
export async function read10x(files: Iterable<File>, options: Read10xOptions = {}): Promise<SpatialCounts> {
  check10xOptions('read10x', options);
  options.signal?.throwIfAborted();
  const store = browserFiles('read10x', files);
  const paths = await store.paths();
  const [only] = paths;
  const hdf5 = async (path: string) =>
    hdf5FromBytes(await store.read(path), path, { recognise: () => foreignFile(path) });
  if (paths.length !== 1 || only === undefined) return read10xStore('read10x', store, hdf5, options);
  return read10xFile('read10x', await hdf5(only), options);
}
