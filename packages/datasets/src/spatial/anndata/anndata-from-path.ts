import { hdf5FromPath } from '../../hdf5/hdf5-path.js';
import type { SpatialCounts } from '../spatial-counts.js';
import { type ReadAnnDataOptions, readAnnDataSource } from './read-anndata.js';

/**
 * Opens an `.h5ad` file of anndata 0.7 or newer (scanpy, squidpy) with the places of its spots. The matrix is `X`, a
 * layer or `raw.X`, dense, CSR or CSC; spots are the rows of `obs`, genes those of `var`, made different where names
 * come twice (and said). `obsm['spatial']` gives `spots.pixels`; x and y are `array_col` and `array_row` where `obs` has
 * Visium's, otherwise the pixels. Columns of `obs` are `spots.columns`; pictures and the diameter of spots come from
 * `uns['spatial']`, and are optional. Format: anndata.readthedocs.io, "On-disk format"; `uns['spatial']`: scanpy's
 * `read_visium`.
 *
 * Memory: 16 bytes a non-zero value (8 for CSC) and the tables. Nothing is ever dense; only what is asked for is read.
 *
 * Throws, naming the file and the place in it, on what is not HDF5 or cut short, a missing part, parts of another size
 * than the tables, values that are negative or not finite (scaled data: take a layer or raw), an entry that is there
 * twice, spots of one name, and a picture that is none or another tissue's. Entries out of order are sorted and values
 * that are no whole numbers are taken; both is said through `onWarning`. Rejects with the signal's reason when aborted.
 *
 * @example
 * const tissue = await openAnnData('bulb.h5ad', { layer: 'counts', labels: 'layer' });
 */
export async function openAnnData(path: string, options: ReadAnnDataOptions = {}): Promise<SpatialCounts> {
  options.signal?.throwIfAborted();
  return readAnnDataSource('openAnnData', hdf5FromPath(path), options);
}
