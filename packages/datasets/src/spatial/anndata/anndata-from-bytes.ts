import { checkFileBytes, type FileBytes, hdf5FromBytes } from '@csm/base/hdf5';
import type { SpatialCounts } from '../spatial-counts.js';
import { anndataHdf5Options } from './anndata-hdf5-options.js';
import { readAnnDataSource } from './read-anndata.js';
import { checkReadBytesOptions, type ReadAnnDataBytesOptions } from './read-anndata-options.js';

/**
 * Reads AnnData from memory or from a File that the user chose; nothing leaves the page. Otherwise the same as
 * `openAnnData` of `@csm/datasets/node`. In a browser, only the requested parts of a File or Blob are read.
 *
 * @example
 * const tissue = await readAnnData(fileInput.files[0], { labels: 'cluster' });
 * @category Read a tissue
 */
export async function readAnnData(
  source: FileBytes,
  options: ReadAnnDataBytesOptions = {},
): Promise<SpatialCounts> {
  checkReadBytesOptions('readAnnData', options);
  options.signal?.throwIfAborted();
  checkFileBytes('readAnnData', source);
  const name = options.name ?? (source instanceof File ? source.name : 'the h5ad');
  return readAnnDataSource('readAnnData', hdf5FromBytes(source, name, anndataHdf5Options(name)), options);
}
