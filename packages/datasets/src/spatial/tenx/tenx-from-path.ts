import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkPath, unreadableFile } from '@csm/base';
import { hdf5FromPath } from '@csm/base/hdf5-node';
import { checkNotZarr } from '../../files/check-not-zarr.js';
import { folderFiles } from '../../files/folder-files.js';
import { foreignFile } from '../../files/foreign-file.js';
import type { SpatialCounts } from '../spatial-counts.js';
import { read10xFile, read10xStore } from './read-10x.js';
import { check10xOptions, type Read10xOptions } from './read-10x-options.js';

/**
 * Opens single cells of 10x Genomics' Cell Ranger: an `.h5`, or a folder with one, or with the triplet `matrix.mtx`, `barcodes.tsv` and
 * `features.tsv` (Cell Ranger 2: `genes.tsv`), gzipped or not, with any prefix and in any folder below. Also the counts of a Visium slide, without
 * its positions; {@link openVisium} reads them with positions.
 *
 * The cells are the barcodes of the matrix, in its order; they have no positions (layout `'none'`). Genes are named by their symbols, which
 * are made unique if several ids share one (as scanpy does). Other features (antibodies) are left out, with a warning, unless `arrays` asks for
 * them. Layouts: 10x Genomics, "Feature Barcode Matrices (HDF5 Format)" and "(MEX Format)"; Cell Ranger 2.1, "Gene-Barcode Matrices".
 *
 * Memory: 20 bytes per non-zero count, and the tables. No dense matrix is ever made.
 *
 * @throws Error with code `ERR_INVALID_FILE`, naming the file and the position in it: if a file is missing or damaged; if a folder holds
 * several samples or genomes and none is chosen; if the parts of the matrix contradict each other; if a count is negative or not
 * finite; and if a name is a duplicate.
 *
 * @example
 * const cells = await open10x('outs/filtered_feature_bc_matrix.h5', { arrays: ['Antibody Capture'] });
 * @example
 * const cells = await open10x('GSE123456', { sample: 'GSM1_A' });
 * @category Cells
 */
export async function open10x(path: string, options: Read10xOptions = {}): Promise<SpatialCounts> {
  check10xOptions('open10x', options);
  checkPath('open10x', 'path', path, 'an .h5 file or a folder');
  options.signal?.throwIfAborted();
  const found = await stat(path).catch((cause: unknown) => {
    throw unreadableFile(`open10x: ${path}`, cause, 'file or folder');
  });
  if (!found.isDirectory()) {
    return read10xFile('open10x', hdf5FromPath(path, { recognise: () => foreignFile(path) }), options);
  }
  await checkNotZarr(`open10x: ${path}`, path);
  const store = await folderFiles('open10x', path);
  const hdf5 = async (inner: string) => ({ ...hdf5FromPath(join(path, inner)), name: inner });
  return read10xStore('open10x', store, hdf5, options);
}
