import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isHidden } from '../../files/file-store.js';
import { IMAGE_FOLDER, tableNames } from './celeba-files.js';

/** Where the pictures and a table of CelebA are, found without listing the pictures. */
export interface CelebaFolders {
  /** The folders of pictures nearest to the root; in the archive of Kaggle one is inside another. */
  readonly images: readonly string[];
  /** The paths of the table nearest to the root, txt before CSV; empty if there is none. */
  readonly tables: readonly string[];
}

/** Folders of CelebA are at most this deep below the root. */
const MOST_LEVELS = 5;

/**
 * Searches a folder level by level until the pictures and a table are found. Folders of pictures are not read.
 * @param table without ending, such as `list_landmarks_align_celeba`; undefined if none is needed.
 */
export async function findCelebaFolders(root: string, table: string | undefined): Promise<CelebaFolders> {
  const images: string[] = [];
  const tables: string[] = [];
  const wanted = table === undefined ? [] : tableNames(table);
  let level = [''];
  for (let depth = 0; depth < MOST_LEVELS && level.length > 0; depth++) {
    const next: string[] = [];
    for (const below of level) {
      const { files, folders } = below.endsWith(`${IMAGE_FOLDER}/`)
        ? await known(root, below, [...wanted, IMAGE_FOLDER])
        : await listed(root, below);
      tables.push(...wanted.filter((name) => files.includes(name)).map((name) => below + name));
      next.push(...folders.map((name) => `${below}${name}/`));
    }
    level = next;
    const found = level.filter((below) => below.endsWith(`${IMAGE_FOLDER}/`));
    if (images.length === 0) images.push(...found);
    // A folder of pictures may hold the folder of pictures.
    else images.push(...found.filter((below) => images.some((image) => below.startsWith(image))));
    const isNested = found.length > 0;
    if (images.length > 0 && !isNested && (tables.length > 0 || wanted.length === 0)) break;
  }
  const depthOf = (path: string) => path.split('/').length;
  const isCsv = (path: string) => Number(path.includes('.csv'));
  return { images, tables: tables.sort((a, b) => depthOf(a) - depthOf(b) || isCsv(a) - isCsv(b)) };
}

interface Names {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/** The files and folders in a folder, in alphabetical order. Links are followed. */
async function listed(root: string, below: string): Promise<Names> {
  const entries = await readdir(join(root, below), { withFileTypes: true });
  const shown = entries.filter(({ name }) => !isHidden(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
  const links = await known(
    root,
    below,
    shown.flatMap((entry) => (entry.isSymbolicLink() ? [entry.name] : [])),
  );
  return {
    files: shown.flatMap((entry) => (entry.isFile() || links.files.includes(entry.name) ? [entry.name] : [])),
    folders: shown.flatMap((entry) =>
      entry.isDirectory() || links.folders.includes(entry.name) ? [entry.name] : [],
    ),
  };
}

/** Which of these names are files, and which are folders. */
async function known(root: string, below: string, names: readonly string[]): Promise<Names> {
  const files: string[] = [];
  const folders: string[] = [];
  for (const name of names) {
    const found = await stat(join(root, below, name)).catch(() => undefined);
    if (found?.isFile()) files.push(name);
    if (found?.isDirectory()) folders.push(name);
  }
  return { files, folders };
}
