import { join } from 'node:path';
import { folderFiles } from '../../files/folder-files.js';
import { hdf5FromPath } from '../../hdf5/hdf5-path.js';
import { sharpDecoder } from '../../images/pictures/sharp-decoder.js';
import type { ReadCountsOptions, SpatialCounts } from '../spatial-counts.js';
import { readVisiumStore } from './read-visium.js';

/**
 * Opens the output of 10x Genomics' Space Ranger for Visium (the folder `outs`, or any folder with its files):
 * `filtered_feature_bc_matrix.h5`, or else the triplet `matrix.mtx.gz`, `barcodes.tsv.gz`, `features.tsv.gz`;
 * `tissue_positions.csv` (from 2.0, with a header) or `tissue_positions_list.csv` (before, without); and, where they are,
 * `scalefactors_json.json` and `tissue_hires_image.png`, `tissue_lowres_image.png`. Layouts: 10x Genomics, Space Ranger,
 * "Spatial Outputs" and "Feature-Barcode Matrices". Visium HD is not read.
 *
 * Spots are the barcodes of the matrix, in its order: x is array_col, y is array_row, `pixels` are those of the
 * full-resolution image, `diameter` too. Genes are called by their symbols, made different where several ids share one
 * (as scanpy does); features that are no genes are left out. Both is said through `onWarning`, as are spots off the
 * tissue and off a picture. Pictures are decoded by `images[i].read()`, which needs sharp (`npm install sharp`).
 *
 * Memory: 20 bytes a non-zero count and the tables. Nothing is ever dense.
 *
 * Throws, naming the file and the place in it, where a file is missing or broken, where barcodes have no place, where
 * the parts of the matrix contradict each other, on counts that are negative or not finite, on names that come twice, and
 * on a picture that is none or another tissue's. Rejects with the signal's reason when aborted.
 *
 * @example
 * const tissue = await openVisium('V1_Adult_Mouse_Brain/outs');
 * const { images } = geneRasters(tissue, { minSpots: 20 });
 */
export async function openVisium(folder: string, options: ReadCountsOptions = {}): Promise<SpatialCounts> {
  options.signal?.throwIfAborted();
  const store = await folderFiles('openVisium', folder);
  const hdf5 = async (path: string) => ({ ...hdf5FromPath(join(folder, path)), name: path });
  const decoder = () => sharpDecoder('openVisium');
  return readVisiumStore('openVisium', store, { hdf5, decoder }, options);
}
