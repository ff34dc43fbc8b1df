import type { Hdf5Source } from '@csm/base/hdf5';
import type { FileStore } from '../../files/file-store.js';
import type { ReadCountsOptions } from '../read-counts-options.js';
import type { FeatureMatrix } from './feature-matrix.js';
import { readFeatureMatrixH5 } from './feature-matrix-h5.js';
import { readFeatureMatrixMtx } from './feature-matrix-mtx.js';
import type { MatrixFiles } from './matrix-files.js';

/** Opens a file of a store as HDF5: by its path in Node, by its bytes in a browser. */
export type OpenHdf5 = (path: string) => Promise<Hdf5Source>;

/** Reads the matrix that `findMatrix` found. */
export async function readMatrix(
  where: string,
  store: FileStore,
  files: MatrixFiles,
  hdf5: OpenHdf5,
  options: ReadCountsOptions & { readonly genome?: string | undefined },
): Promise<FeatureMatrix> {
  if ('h5' in files) return readFeatureMatrixH5(await hdf5(files.h5), `${where}: ${files.h5}`, options);
  const named = (name: string) => ({ name, source: store.stream(name) });
  const sources = {
    matrix: named(files.mtx),
    barcodes: named(files.barcodes),
    features: named(files.features),
  };
  return readFeatureMatrixMtx(sources, where, options);
}

/** The path of the file by which messages name a matrix. */
export const matrixPath = (files: MatrixFiles): string => ('h5' in files ? files.h5 : files.mtx);
