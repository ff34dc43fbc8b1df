import { invalidFile, validNames } from '@csm/base';
import { fileName } from '../../files/file-store.js';

/** The paths of a 10x matrix: a file of HDF5, or otherwise the triplet. */
export type MatrixFiles =
  | { readonly h5: string }
  | { readonly mtx: string; readonly barcodes: string; readonly features: string };

/** What {@link findMatrix} looks for. */
export interface WantedMatrix {
  /** The name of the store, for messages. */
  readonly store: string;
  /** Whether the unfiltered matrix is wanted. */
  readonly raw: boolean;
  /** The genome, where Cell Ranger 2 wrote a folder for each. */
  readonly genome?: string | undefined;
}

/** Whether a file is of the unfiltered matrix. */
export const isRaw = (path: string) => /raw_(feature_bc_matrix|gene_bc_matrices)/.test(path);

/**
 * Finds the matrix by the ends of the names, with any prefix and in any folder. As in scanpy, the h5 is preferred to the triplet; a plain
 * file is preferred to its gzipped copy.
 *
 * @throws if a file is missing, or if there are two of a kind; the error lists the files.
 */
export function findMatrix(where: string, paths: readonly string[], wanted: WantedMatrix): MatrixFiles {
  const { store, raw, genome } = wanted;
  const kind = raw ? 'raw' : 'filtered';
  const some = paths.filter((path) => isRaw(path) === raw);
  // A file of HDF5 has its genomes inside.
  const h5 = onlyFile(
    where,
    store,
    some,
    `(${kind}_(feature_bc_matrix|gene_bc_matrices(_h5)?)|cell_feature_matrix|filtered_feature_cell_matrix)\\.h5`,
  );
  if (h5 !== undefined) return { h5 };
  const triplets = ofGenome(where, some, wanted);
  const one = (pattern: string) => onlyFile(where, store, triplets, pattern);
  const required = (what: string, path: string | undefined): string => {
    if (path !== undefined) return path;
    const other = paths.find((each) => isRaw(each) !== raw && /\.h5$|matrix\.mtx(\.gz)?$/.test(each));
    const hints = what.includes('matrix') && other !== undefined ? [otherMatrix(other, raw)] : [];
    throw missingFile(where, what, store, paths, hints);
  };
  const folder = raw ? 'raw_feature_bc_matrix' : 'filtered_feature_bc_matrix';
  return {
    mtx: required(
      `${folder}.h5 or matrix.mtx.gz${genome === undefined ? '' : ` of ${genome}`}`,
      one('matrix\\.mtx'),
    ),
    barcodes: required('barcodes.tsv.gz', one('barcodes\\.tsv')),
    features: required('features.tsv.gz or genes.tsv', one('(features|genes)\\.tsv')),
  };
}

const otherMatrix = (path: string, raw: boolean) =>
  raw
    ? `${path} is the filtered matrix; leave out { raw: true } to read it`
    : `${path} is the unfiltered matrix; pass { raw: true } to read it`;

/** The files of one genome, if Cell Ranger 2 wrote several. */
function ofGenome(
  where: string,
  paths: readonly string[],
  { store, genome }: WantedMatrix,
): readonly string[] {
  const genomeOf = (path: string) => /_gene_bc_matrices\/([^/]+)\/[^/]+$/.exec(path)?.[1];
  const genomes = [...new Set(paths.map(genomeOf).filter((name) => name !== undefined))];
  if (genome === undefined) {
    if (genomes.length <= 1) return paths;
    throw invalidFile(
      `${where}: expected the matrix of one genome in ${store}; it has ${genomes.join(', ')}; pass { genome: '${genomes[0]}' }.`,
    );
  }
  if (!genomes.includes(genome)) {
    // A triplet of Cell Ranger 3 does not say to which genome a gene belongs.
    throw invalidFile(
      `${where}: expected a matrix of genome "${genome}" in ${store}; ${validNames('genomes', genome, genomes)}.`,
    );
  }
  return paths.filter((path) => genomeOf(path) === genome);
}

/** The only file whose name ends with a pattern, plain or otherwise gzipped; undefined if no name does. */
export function onlyFile(
  where: string,
  store: string,
  paths: readonly string[],
  pattern: string,
): string | undefined {
  for (const ending of [`(${pattern})$`, `(${pattern})\\.gz$`]) {
    const found = paths.filter((path) => new RegExp(ending).test(path));
    if (found.length === 1) return found[0];
    if (found.length === 0) continue;
    throw invalidFile(
      `${where}: expected the files of one sample in ${store}; got ${found.slice(0, 4).join(' and ')}; open the folder of ` +
        'one sample.',
    );
  }
  return undefined;
}

/** The error about a file that is not there. It lists the files. */
export function missingFile(
  where: string,
  what: string,
  store: string,
  paths: readonly string[],
  hints: readonly string[],
): Error {
  return invalidFile(
    [`${where}: expected ${what} in ${store}`, ...hints, `the folder has ${listed(paths)}.`].join('; '),
  );
}

function listed(paths: readonly string[]): string {
  if (paths.length === 0) return 'no files';
  return paths.slice(0, 12).map(fileName).join(', ') + (paths.length > 12 ? ', …' : '');
}
