import { invalidFile, validNames } from '@csm/base';
import { fileName } from '../../files/file-store.js';
import { isRaw } from './matrix-files.js';

/** Folders that Cell Ranger and Space Ranger name themselves; they say nothing about the sample. */
const OWN_FOLDERS =
  /^(outs|count|multi|per_sample_outs|spatial|binned_outputs|segmented_outputs|square_\d+um|(sample_)?(filtered|raw)_(feature_bc_matrix|gene_bc_matrices)(_h5|_mex)?)$/;

/** The ends of the names of matrices: a file of HDF5, or the matrix of the triplet. */
const MATRIX =
  /(sample_)?((filtered|raw)_(feature_bc_matrix|gene_bc_matrices)(_h5)?\.h5|matrix\.mtx(\.gz)?)$/;

/** The triplet in the folder that Cell Ranger gives it, from the name of that folder on. */
const TRIPLET_FOLDER =
  /(sample_)?(filtered|raw)_(feature_bc_matrix|gene_bc_matrices)(_mex)?(\/[^/]+)?\/matrix\.mtx(\.gz)?$/;

/**
 * The samples whose matrices are among the paths: the beginning of the file name (`GSM1_A` of `GSM1_A_matrix.mtx.gz`), otherwise the
 * nearest folder that Cell Ranger did not name, otherwise `''`. A triplet next to a file of HDF5 has the same matrix, so it is of the
 * same sample.
 */
function samplesOf(paths: readonly string[]): string[] {
  const folderOf = (path: string) => path.slice(0, path.length - fileName(path).length);
  const h5 = paths.filter((path) => path.endsWith('.h5'));
  const isCopy = (path: string) => {
    const folder = path.replace(TRIPLET_FOLDER, '');
    return folder !== path && h5.some((other) => folderOf(other) === folder);
  };
  return [...new Set(paths.filter((path) => !isCopy(path)).map(sampleOf))].sort();
}

function sampleOf(path: string): string {
  const prefix = fileName(path)
    .replace(MATRIX, '')
    .replace(/[_.-]+$/, '');
  if (prefix !== '') return prefix;
  const folders = path.split('/').slice(0, -1);
  // Cell Ranger 2 has a folder for each genome below that of the matrices.
  const isGenome = (i: number) => /^(filtered|raw)_gene_bc_matrices$/.test(folders[i - 1] ?? '');
  return folders.findLast((name, i) => !OWN_FOLDERS.test(name) && !isGenome(i)) ?? '';
}

/**
 * The files of one sample: those that have its name as a folder, or as the beginning of the name of a file or folder. If a file fits
 * several samples, it belongs to the one with the longest name.
 *
 * @param sample undefined: all files, if they are of one sample.
 * @param raw whether the sample is that of an unfiltered matrix.
 * @throws an error that lists the samples: if there are several and none was chosen, and if the chosen sample does not exist.
 */
export function filesOfSample(
  where: string,
  store: string,
  paths: readonly string[],
  { sample, raw = false }: { readonly sample?: string | undefined; readonly raw?: boolean | undefined },
): readonly string[] {
  const samples = samplesOf(paths.filter((path) => MATRIX.test(path) && isRaw(path) === raw));
  if (sample === undefined) {
    if (samples.length <= 1) return paths;
    const listed = samples.map((name) => name || '(without a name)');
    const first = samples.find((name) => name !== '') ?? '';
    throw invalidFile(
      `${where}: expected the files of one sample in ${store}; it has ${samples.length} samples: ${listed.slice(0, 12).join(', ')}` +
        `${listed.length > 12 ? ', …' : ''}; pass { sample: '${first}' }, or open the folder of one sample.`,
    );
  }
  if (!samples.includes(sample)) {
    const hint = validNames(
      'samples',
      sample,
      samples.filter((name) => name !== ''),
    );
    throw invalidFile(`${where}: expected the files of sample "${sample}" in ${store}; ${hint}.`);
  }
  return paths.filter((path) => ownerOf(path, samples) === sample);
}

function ownerOf(path: string, samples: readonly string[]): string | undefined {
  const parts = path.split('/');
  const fits = (name: string) =>
    parts.some((part) => part === name || (part.startsWith(name) && /[_.-]/.test(part[name.length] ?? '')));
  return samples
    .filter((name) => name !== '' && fits(name))
    .sort((a, b) => b.length - a.length)
    .at(0);
}
