import { join } from 'node:path';
import { checkPath } from '@csm/base';
import { hdf5FromPath } from '@csm/base/hdf5-node';
import { folderFiles } from '../../files/folder-files.js';
import { sharpDecoder } from '../../images/pictures/sharp-decoder.js';
import type { SpatialCounts } from '../spatial-counts.js';
import { readVisiumStore } from './read-visium.js';
import { checkVisiumOptions, type ReadVisiumOptions } from './read-visium-options.js';

/**
 * Opens the output of 10x Genomics' Space Ranger for Visium: the folder `outs`, or any folder with its files:
 * `filtered_feature_bc_matrix.h5`, or otherwise the triplet `matrix.mtx.gz`, `barcodes.tsv.gz`, `features.tsv.gz`;
 * `tissue_positions.csv` (from 2.0, with a header) or `tissue_positions_list.csv` (before 2.0, without); and optionally
 * `scalefactors_json.json` with `tissue_hires_image.png` and `tissue_lowres_image.png`. Every file except the h5 may be
 * gzipped, as GEO stores them. Layouts: 10x Genomics, Space
 * Ranger, "Spatial Outputs" and "Feature-Barcode Matrices".
 *
 * Visium HD: `bin` chooses a folder of `binned_outputs`, whose positions are in `tissue_positions.parquet`. Its bins have the layout
 * `'free'`, x and y are pixels, `array_row` and `array_col` are columns, and `diameter` is the side of a bin. Use bins of 8 or 16 µm: the
 * 2 µm bins of a whole slide need more memory than most computers have.
 *
 * The spots are the barcodes of the matrix, in its order: x is array_col, y is array_row, and `pixels` and `diameter` are
 * in pixels of the full-resolution image. Genes are named by their symbols, which are made unique if several ids
 * share one (as scanpy does); features that are not genes are left out. `onWarning` is called for both, and for spots
 * outside the tissue or a picture. Pictures are decoded by `images[i].read()`, which needs sharp (`npm install
 * sharp`).
 *
 * Memory: 20 bytes per non-zero count, and the tables. No dense matrix is ever made.
 *
 * @throws Error with code `ERR_INVALID_FILE`, naming the file and the position in it: if a file is missing or
 * damaged; if a barcode has no position; if the parts of the matrix contradict each other; if a count is negative or
 * not finite; if a name is a duplicate; and if a picture cannot be read or is of another tissue.
 *
 * @example
 * const tissue = await openVisium('V1_Adult_Mouse_Brain/outs');
 * const { images } = geneRasters(tissue, { minSpots: 20 });
 * @category Read a tissue
 */
export async function openVisium(folder: string, options: ReadVisiumOptions = {}): Promise<SpatialCounts> {
  checkVisiumOptions('openVisium', options);
  checkPath('openVisium', 'folder', folder, 'a folder');
  options.signal?.throwIfAborted();
  const store = await folderFiles('openVisium', folder);
  const hdf5 = async (path: string) => ({ ...hdf5FromPath(join(folder, path)), name: path });
  const decoder = () => sharpDecoder('openVisium');
  return readVisiumStore('openVisium', store, { hdf5, decoder }, options);
}
