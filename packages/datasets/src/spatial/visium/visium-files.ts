import { invalidFile } from '@csm/base';
import { type FileStore, fileName } from '../../files/file-store.js';

/** The paths of Visium's files in a store. */
export interface VisiumFiles {
  /** `filtered_feature_bc_matrix.h5`, or otherwise the triplet. */
  readonly matrix:
    | { readonly h5: string }
    | { readonly mtx: string; readonly barcodes: string; readonly features: string };
  readonly positions: string;
  readonly scaleFactors: string | undefined;
  /** Paths of `tissue_NAME_image.png`, plain or gzipped, by name. */
  readonly images: ReadonlyMap<string, string>;
}

/**
 * Finds the files of Space Ranger below a folder by the ends of their names, with any prefix (`V1_Mouse_Brain_…`) and
 * in any folder. The unfiltered matrix is ignored. As in scanpy, `tissue_positions.csv` is preferred to
 * `tissue_positions_list.csv`, and the h5 to the triplet.
 *
 * @throws if a file is missing, or if there are two of a kind; the error lists the files.
 */
export async function findVisiumFiles(
  where: string,
  store: FileStore,
  signal: AbortSignal | undefined,
): Promise<VisiumFiles> {
  const all = await store.paths(signal);
  const isRaw = (path: string) => path.includes('raw_feature_bc_matrix');
  const paths = all.filter((path) => !isRaw(path));
  const one = (pattern: RegExp) => {
    const found = paths.filter((path) => pattern.test(path));
    if (found.length <= 1) return found[0];
    throw invalidFile(
      `${where}: expected the files of one sample in ${store.name}; got ${found.slice(0, 4).join(' and ')}; open the folder of ` +
        'one sample.',
    );
  };
  /** GEO stores every file gzipped. A plain file is preferred to its gzipped copy. */
  const plainOrGzipped = (pattern: string) =>
    one(new RegExp(`${pattern}$`)) ?? one(new RegExp(`${pattern}\\.gz$`));
  const required = (what: string, path: string | undefined) => {
    if (path !== undefined) return path;
    const hd = paths.find((other) => other.endsWith('.parquet'));
    const raw = what.includes('matrix') ? all.find(isRaw) : undefined;
    const hints = [
      ...(hd ? [`${hd} is of Visium HD, which is not supported`] : []),
      ...(raw ? [`${raw} is the unfiltered matrix, with spots outside the tissue, and is not used`] : []),
    ];
    throw invalidFile(
      [`${where}: expected ${what} in ${store.name}`, ...hints, `the folder has ${listed(all)}.`].join('; '),
    );
  };
  const h5 = one(/filtered_feature_bc_matrix\.h5$/);
  const triplet = () => ({
    mtx: required('filtered_feature_bc_matrix.h5 or matrix.mtx.gz', one(/matrix\.mtx(\.gz)?$/)),
    barcodes: required('barcodes.tsv.gz', one(/barcodes\.tsv(\.gz)?$/)),
    features: required('features.tsv.gz', one(/(features|genes)\.tsv(\.gz)?$/)),
  });
  const images = new Map<string, string>();
  for (const name of ['hires', 'lowres']) {
    const path = plainOrGzipped(`tissue_${name}_image\\.(png|jpe?g)`);
    if (path !== undefined) images.set(name, path);
  }
  return {
    matrix: h5 === undefined ? triplet() : { h5 },
    positions: required(
      'spatial/tissue_positions.csv or tissue_positions_list.csv',
      one(/tissue_positions\.csv(\.gz)?$/) ?? one(/tissue_positions_list\.csv(\.gz)?$/),
    ),
    scaleFactors: plainOrGzipped('scalefactors_json\\.json'),
    images,
  };
}

function listed(paths: readonly string[]): string {
  if (paths.length === 0) return 'no files';
  return paths.slice(0, 12).map(fileName).join(', ') + (paths.length > 12 ? ', …' : '');
}
