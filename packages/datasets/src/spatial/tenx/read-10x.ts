import { invalidArgument, invalidFile } from '@csm/base';
import type { Hdf5Source } from '@csm/base/hdf5';
import type { FileStore } from '../../files/file-store.js';
import type { SpatialCounts } from '../spatial-counts.js';
import { unknownPositions } from '../unknown-positions.js';
import { featureArrays } from './feature-arrays.js';
import { type FeatureMatrix, genesOf } from './feature-matrix.js';
import { readFeatureMatrixH5 } from './feature-matrix-h5.js';
import { findMatrix } from './matrix-files.js';
import type { Read10xOptions } from './read-10x-options.js';
import { matrixPath, type OpenHdf5, readMatrix } from './read-matrix.js';
import { filesOfSample } from './sample-files.js';

/** Reads the matrix in a store. The options must already be checked. */
export async function read10xStore(
  where: string,
  store: FileStore,
  hdf5: OpenHdf5,
  options: Read10xOptions,
): Promise<SpatialCounts> {
  const { sample, raw = false, genome, signal } = options;
  const paths = filesOfSample(where, store.name, await store.paths(signal), { sample, raw });
  const files = findMatrix(where, paths, { store: store.name, raw, genome });
  const matrix = await readMatrix(where, store, files, hdf5, options);
  // The folder of a genome has already chosen it.
  const chosen = 'h5' in files ? options : { ...options, genome: undefined };
  return cellsOfMatrix(matrix, `${where}: ${matrixPath(files)}`, chosen);
}

/** Cells without positions. */
function cellsOfMatrix(
  matrix: FeatureMatrix,
  where: string,
  { genome, arrays = [], onWarning = console.warn }: Read10xOptions,
): SpatialCounts {
  const { barcodes } = matrix;
  return {
    spots: {
      names: barcodes,
      ...unknownPositions(barcodes.length),
      layout: 'none',
      ...(arrays.length > 0 && { arrays: featureArrays(matrix, where, arrays) }),
    },
    ...genesOf(matrix, where, { genome, arrays, onWarning }),
  };
}

/** Reads the matrix in one file of HDF5. */
export async function read10xFile(
  caller: string,
  source: Hdf5Source,
  options: Read10xOptions,
): Promise<SpatialCounts> {
  const where = `${caller}: ${source.name}`;
  for (const name of ['raw', 'sample'] as const) {
    if (options[name] === undefined || options[name] === false) continue;
    throw invalidArgument(
      `${where}: ${name} chooses a matrix of a folder; this is one file; leave out ${name}.`,
    );
  }
  if (/\.(mtx|tsv)(\.gz)?$/i.test(source.name)) {
    throw invalidFile(
      `${where}: expected an .h5, or a folder; this is one of three files; pass their folder.`,
    );
  }
  return cellsOfMatrix(await readFeatureMatrixH5(source, where, options), where, options);
}
