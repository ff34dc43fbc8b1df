import { type FileStore, fileName } from '../../files/file-store.js';

/** Which files of a folder are Visium's. */
export interface VisiumFiles {
  /** `filtered_feature_bc_matrix.h5`, or else the triplet. */
  readonly matrix:
    | { readonly h5: string }
    | { readonly mtx: string; readonly barcodes: string; readonly features: string };
  readonly positions: string;
  readonly scaleFactors: string | undefined;
  /** Paths of `tissue_NAME_image.png`, by name. */
  readonly images: ReadonlyMap<string, string>;
}

/**
 * Finds Space Ranger's files below a folder by the ends of their names, so that a prefix (`V1_Mouse_Brain_…`) and the
 * folders that they lie in do not matter. The unfiltered matrix is passed over. `tissue_positions.csv` is preferred to
 * `tissue_positions_list.csv`, the h5 to the triplet, as scanpy does.
 * Throws, listing what is there, where a file is missing or there are two of it.
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
    throw new Error(
      `${where}: expected one sample in ${store.name}; found ${found.slice(0, 4).join(' and ')}; give the folder of one`,
    );
  };
  const need = (what: string, path: string | undefined) => {
    if (path !== undefined) return path;
    const hd = paths.find((other) => other.endsWith('.parquet'));
    const raw = what.includes('matrix') ? all.find(isRaw) : undefined;
    throw new Error(
      `${where}: found no ${what} in ${store.name}. ` +
        (hd ? `${hd} is of Visium HD, which is not read. ` : '') +
        (raw ? `${raw} holds the spots beside the tissue too, and is not read. ` : '') +
        `The folder holds: ${listed(all)}`,
    );
  };
  const h5 = one(/filtered_feature_bc_matrix\.h5$/);
  const triplet = () => ({
    mtx: need('filtered_feature_bc_matrix.h5 and no matrix.mtx.gz', one(/matrix\.mtx(\.gz)?$/)),
    barcodes: need('barcodes.tsv.gz', one(/barcodes\.tsv(\.gz)?$/)),
    features: need('features.tsv.gz', one(/(features|genes)\.tsv(\.gz)?$/)),
  });
  const images = new Map<string, string>();
  for (const name of ['hires', 'lowres']) {
    const path = one(new RegExp(`tissue_${name}_image\\.(png|jpe?g)$`));
    if (path !== undefined) images.set(name, path);
  }
  return {
    matrix: h5 === undefined ? triplet() : { h5 },
    positions: need(
      'spatial/tissue_positions.csv or tissue_positions_list.csv',
      one(/tissue_positions\.csv(\.gz)?$/) ?? one(/tissue_positions_list\.csv(\.gz)?$/),
    ),
    scaleFactors: one(/scalefactors_json\.json$/),
    images,
  };
}

const listed = (paths: readonly string[]) =>
  paths.length === 0
    ? 'nothing'
    : paths.slice(0, 12).map(fileName).join(', ') + (paths.length > 12 ? ', …' : '');
