import type { Hdf5Options } from '@csm/base/hdf5';
import { foreignFile } from '../../files/foreign-file.js';

/** Recognises files that are not HDF5, for messages: a Zarr store in a zip archive, or a file of R. */
export const anndataHdf5Options = (name: string): Hdf5Options => ({
  zipRemedy:
    'unpack an .h5ad from it first; a Zarr store is not supported, convert it in Python: anndata.read_zarr("a.zarr.zip").write_h5ad("a.h5ad")',
  recognise: () => foreignFile(name),
});
