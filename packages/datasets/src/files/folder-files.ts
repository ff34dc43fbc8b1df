import { createReadStream } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { typeName } from '../checks/type-name.js';
import { type FileStore, isHidden } from './file-store.js';

/**
 * The files below a folder on disk, links followed, hidden ones passed over. Rejects, beginning with `where`, where there
 * is no such folder.
 */
export async function folderFiles(where: string, root: string): Promise<FileStore> {
  if (typeof root !== 'string' || root === '') {
    throw new TypeError(`${where}: expected root as the path of a folder; got ${typeName(root)}`);
  }
  const found = await stat(root).catch((error: Error) => {
    throw new Error(`${where}: cannot read the folder ${root}: ${error.message}`, { cause: error });
  });
  if (!found.isDirectory()) throw new Error(`${where}: expected a folder; ${root} is a file`);
  return {
    name: root,
    paths: async (signal) => {
      const paths: string[] = [];
      await walk(root, '', new Set(), paths, signal);
      return paths.sort();
    },
    read: (path) => readFile(join(root, path)),
    stream: (path) => createReadStream(join(root, path)),
  };
}

/** `inside`: the folders that are being walked, by their real paths: a link back to one of them would never end. */
async function walk(
  root: string,
  below: string,
  inside: ReadonlySet<string>,
  paths: string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  signal?.throwIfAborted();
  const folder = join(root, below);
  const real = await realpath(folder);
  if (inside.has(real)) return;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (isHidden(entry.name)) continue;
    const path = below + entry.name;
    // A link whose target is gone is no file.
    const kind = entry.isSymbolicLink() ? await stat(join(root, path)).catch(() => undefined) : entry;
    if (kind?.isFile()) paths.push(path);
    if (kind?.isDirectory()) await walk(root, `${path}/`, new Set([...inside, real]), paths, signal);
  }
}
