import { checkPath } from '@csm/base';
import { hdf5FromPath } from '@csm/base/hdf5-node';
import { checkNotZarr } from '../../files/check-not-zarr.js';
import type { SpatialCounts } from '../spatial-counts.js';
import { anndataHdf5Options } from './anndata-hdf5-options.js';
import { readAnnDataSource } from './read-anndata.js';
import { checkReadOptions, type ReadAnnDataOptions } from './read-anndata-options.js';

/**
 * Opens an `.h5ad` file of anndata 0.7 or newer (scanpy, squidpy) with the positions of its spots, or single cells without
 * positions (`spatial: false`).
 *
 * The matrix is `X`, a layer or `raw.X`, stored dense, as CSR or as CSC. Spots are the rows of `obs`, genes those of `var`;
 * duplicate gene names are made unique, with a warning. `obsm['spatial']` (or another key) becomes `spots.pixels`; x and y are the columns
 * `array_col` and `array_row` of `obs` if they are on Visium's grid, otherwise the pixels. The columns of `obs` become `spots.columns`, the arrays of `obsm` that
 * `arrays` names become `spots.arrays`. Pictures and
 * the diameter of spots come from `uns['spatial']` and are optional; `images: false` leaves the pictures out. Format: anndata.readthedocs.io, "On-disk format";
 * `uns['spatial']`: scanpy's `read_visium`.
 *
 * Memory: 16 bytes per non-zero value (8 for CSC), and the tables. No dense matrix is made, and only the parts above
 * are read. `onWarning` is called if entries are out of order (they are sorted) and if values are not whole numbers.
 *
 * @throws Error with code `ERR_INVALID_FILE`, naming the file and the position in it: if the file is not HDF5 or
 * truncated; if a part is missing or has another size than the tables; if a value is negative or not finite (scaled
 * data: use a layer or raw); if an entry is stored twice; if spots have the same name; and if a picture cannot be
 * read or is of another tissue.
 *
 * @example
 * const tissue = await openAnnData('bulb.h5ad', { layer: 'counts', labels: 'layer' });
 * @example
 * const cells = await openAnnData('pbmc.h5ad', { spatial: false });
 * @category Read a tissue
 */
export async function openAnnData(path: string, options: ReadAnnDataOptions = {}): Promise<SpatialCounts> {
  checkReadOptions('openAnnData', options);
  checkPath('openAnnData', 'path', path, 'an .h5ad file');
  options.signal?.throwIfAborted();
  await checkNotZarr(`openAnnData: ${path}`, path);
  return readAnnDataSource('openAnnData', hdf5FromPath(path, anndataHdf5Options(path)), options);
}
