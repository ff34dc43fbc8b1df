import { checkOptions, checkPath } from '@csm/base';
import { hdf5FromPath } from '@csm/base/hdf5-node';
import { checkNotZarr } from '../../files/check-not-zarr.js';
import { anndataHdf5Options } from '../../spatial/anndata/anndata-hdf5-options.js';
import { checkReadOptions } from '../../spatial/anndata/read-anndata-options.js';
import type { Cells } from '../cells.js';
import { cellsFromHdf5 } from './cells-from-hdf5.js';
import { OPEN_CELLS_OPTIONS, type OpenCellsOptions } from './cells-options.js';

/**
 * Opens the cells or spots of an `.h5ad` file of anndata 0.7 or newer, and reads their counts on demand, so that the matrix may be larger than
 * memory. The file stays open until `close`.
 *
 * Memory: the tables, 4 bytes per cell, and the rows that are read. The matrix must be stored by cell: as CSR, anndata's default for sparse counts,
 * or dense. One that is stored by gene (CSC) is read into memory as a whole, 16 bytes per non-zero count; in Python,
 * `adata.X = adata.X.tocsr()` stores it by cell. Consecutive cells are read fastest. Values are checked when they are read.
 *
 * Other formats are read into memory: `cellsOf(await open10x(path))`, and so with `openVisium`.
 *
 * Positions are read from `obsm['spatial']` if the file has it, or from another key, `spatial`; with `spatial: false` they are not read.
 *
 * @throws Error with code `ERR_INVALID_FILE`, as `openAnnData`; reading rows rejects if a value is negative or not finite, if an entry is a
 * duplicate, and after `close`.
 *
 * @example
 * const cells = await openCells('pbmc.h5ad', { layer: 'counts', arrays: ['protein_expression'] });
 * for await (const { inputs } of cellBatches(cells, { genes: encoderGenes })) console.log(inputs.shape);
 * await cells.close();
 * @category Cells
 */
export async function openCells(path: string, options: OpenCellsOptions = {}): Promise<Cells> {
  checkOptions('openCells', options, OPEN_CELLS_OPTIONS);
  checkReadOptions('openCells', options);
  checkPath('openCells', 'path', path, 'an .h5ad file');
  options.signal?.throwIfAborted();
  await checkNotZarr(`openCells: ${path}`, path);
  return cellsFromHdf5('openCells', hdf5FromPath(path, anndataHdf5Options(path)), options);
}
