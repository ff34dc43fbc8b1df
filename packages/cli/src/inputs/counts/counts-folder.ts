import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Names of Cell Ranger and Space Ranger, also with the name of a sample before them. */
const OWN_NAMES =
  /(feature_bc_matrix|gene_bc_matrices|matrix\.mtx(\.gz)?$|cell_feature_matrix\.h5$|^binned_outputs$|^square_\d+um$|^per_sample_outs$)/;

/** At most this many folders are looked into: data sets of pictures have thousands. */
const MOST_FOLDERS = 100;

/**
 * Recognises a folder of 10x: one sample, or several. With positions of spots it is Visium, otherwise single cells.
 * @param names in the folder.
 * @returns the folder to read, without what is next to `outs`; undefined for other data.
 */
export async function countsFolder(
  path: string,
  names: readonly string[],
): Promise<{ readonly kind: 'Visium' | '10x'; readonly path: string } | undefined> {
  const inner = names.includes('outs') ? join(path, 'outs') : path;
  const parts = inner === path ? names : await namesIn(inner);
  if (!parts.some((name) => OWN_NAMES.test(name)) && !(await hasSamples(inner, parts))) return undefined;
  const files = await readdir(inner, { recursive: true });
  return { kind: files.some((file) => /tissue_positions/.test(file)) ? 'Visium' : '10x', path: inner };
}

/** Whether the folders in a folder are samples. */
async function hasSamples(path: string, names: readonly string[]): Promise<boolean> {
  const folders = names.filter((name) => !name.includes('.') || /_matrices$/.test(name));
  for (const name of folders.slice(0, MOST_FOLDERS)) {
    const inside = await namesIn(join(path, name));
    const outs = inside.includes('outs') ? await namesIn(join(path, name, 'outs')) : [];
    if ([...inside, ...outs].some((each) => OWN_NAMES.test(each))) return true;
  }
  return false;
}

const namesIn = (path: string): Promise<string[]> => readdir(path).catch(() => []);
