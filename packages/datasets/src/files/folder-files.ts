import { createReadStream } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { invalidFile, unreadableFile } from '@csm/base';
import { type FileStore, isHidden } from './file-store.js';

/**
 * The files below a folder on disk. Links are followed, hidden files are ignored.
 * @param root a checked path.
 * @throws if there is no such folder.
 */
export async function folderFiles(caller: string, root: string): Promise<FileStore> {
  const found = await stat(root).catch((cause: unknown) => {
    throw unreadableFile(`${caller}: ${root}`, cause, 'folder');
  });
  if (!found.isDirectory()) {
    throw invalidFile(
      `${caller}: ${root}: expected a folder; this is a file; pass the folder that holds it.`,
    );
  }
  return {
    name: root,
    paths: async (signal) => {
      const paths: string[] = [];
      await walk(root, '', new Set(), paths, signal).catch((cause: unknown) => {
        throw signal?.aborted ? cause : unreadableFile(`${caller}: ${root}`, cause, 'folder');
      });
      return paths.sort();
    },
    read: (path) =>
      readFile(join(root, path)).catch((cause: unknown) => {
        throw unreadableFile(`${caller}: ${join(root, path)}`, cause);
      }),
    stream: (path) => createReadStream(join(root, path)),
  };
}

/**
 * `inside` contains the real paths of the folders being walked. Following a link back to one of them would never
 * end.
 */
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
    // A broken link is not a file.
    const kind = entry.isSymbolicLink() ? await stat(join(root, path)).catch(() => undefined) : entry;
    if (kind?.isFile()) paths.push(path);
    if (kind?.isDirectory()) await walk(root, `${path}/`, new Set([...inside, real]), paths, signal);
  }
}
