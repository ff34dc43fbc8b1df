import type { FileStore } from '../../files/file-store.js';
import { findMatrix, type MatrixFiles, missingFile, onlyFile } from '../tenx/matrix-files.js';
import { filesOfSample } from '../tenx/sample-files.js';
import { filesOfBin } from './bins.js';
import type { ReadVisiumOptions } from './read-visium-options.js';

/** The paths of Visium's files in a store. */
export interface VisiumFiles {
  readonly matrix: MatrixFiles;
  /** A table, or a Parquet file. */
  readonly positions: string;
  readonly scaleFactors: string | undefined;
  /** Paths of `tissue_NAME_image.png`, plain or gzipped, by name. */
  readonly images: ReadonlyMap<string, string>;
}

/**
 * Finds the files of Space Ranger below a folder by the ends of their names, with any prefix (`V1_Mouse_Brain_…`) and
 * in any folder: those of one sample, of one size of bins, and of the filtered or the unfiltered matrix. As in scanpy,
 * `tissue_positions.csv` is preferred to `tissue_positions_list.csv`, and the h5 to the triplet.
 *
 * @throws if a file is missing, or if there are two of a kind; the error lists the files.
 */
export async function findVisiumFiles(
  where: string,
  store: FileStore,
  { sample, bin, raw = false, signal }: Pick<ReadVisiumOptions, 'sample' | 'bin' | 'raw' | 'signal'>,
): Promise<VisiumFiles> {
  const { name } = store;
  const all = await store.paths(signal);
  const paths = filesOfBin(where, name, filesOfSample(where, name, all, { sample, raw }), bin);
  const one = (pattern: string) => onlyFile(where, name, paths, pattern);
  const matrix = findMatrix(where, paths, { store: name, raw });
  const positions =
    one('tissue_positions\\.csv') ??
    one('tissue_positions_list\\.csv') ??
    one('tissue_positions(_list)?\\.parquet');
  if (positions === undefined) {
    const cells = paths.find((path) => /cell_segmentations\.geojson$/.test(path));
    const hints = [
      ...(cells ? [`${cells} has outlines of cells, which are not supported`] : []),
      'open10x reads counts without positions',
    ];
    const expected = 'spatial/tissue_positions.csv, tissue_positions_list.csv or tissue_positions.parquet';
    throw missingFile(where, expected, name, paths, hints);
  }
  const images = new Map<string, string>();
  for (const size of ['hires', 'lowres']) {
    const path = one(`tissue_${size}_image\\.(png|jpe?g)`);
    if (path !== undefined) images.set(size, path);
  }
  return { matrix, positions, scaleFactors: one('scalefactors_json\\.json'), images };
}
