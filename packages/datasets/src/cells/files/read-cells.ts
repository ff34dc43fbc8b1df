import { checkOptions } from '@csm/base';
import { checkFileBytes, type FileBytes, hdf5FromBytes } from '@csm/base/hdf5';
import { anndataHdf5Options } from '../../spatial/anndata/anndata-hdf5-options.js';
import { checkReadBytesOptions } from '../../spatial/anndata/read-anndata-options.js';
import type { Cells } from '../cells.js';
import { cellsFromHdf5 } from './cells-from-hdf5.js';
import { OPEN_CELLS_OPTIONS, type ReadCellsOptions } from './cells-options.js';

/**
 * Reads the cells of an `.h5ad` in memory, or of a File that the user chose; nothing leaves the page. Otherwise the same as `openCells` of
 * `@csm/datasets/node`. In a browser, only the requested parts of a File or Blob are read.
 *
 * @example
 * const cells = await readCells(fileInput.files[0]);
 * @category Cells
 */
export async function readCells(source: FileBytes, options: ReadCellsOptions = {}): Promise<Cells> {
  checkOptions('readCells', options, { ...OPEN_CELLS_OPTIONS, name: true });
  checkReadBytesOptions('readCells', options);
  options.signal?.throwIfAborted();
  checkFileBytes('readCells', source);
  const { name, ...read } = options;
  const title = name ?? (source instanceof File ? source.name : 'the h5ad');
  return cellsFromHdf5('readCells', hdf5FromBytes(source, title, anndataHdf5Options(title)), read);
}
