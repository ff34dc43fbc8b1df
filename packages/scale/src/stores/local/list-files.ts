import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isTemporary } from '@csm/base/node';

/**
 * The keys of a folder's files that begin with a prefix, in ascending order of their UTF-8 bytes. Temporary files are left out.
 * @param within the folder to read: '' or the beginning of its keys, which ends with `/`.
 */
export async function* listFiles(
  root: string,
  prefix: string,
  signal: AbortSignal | undefined,
  within = prefix.slice(0, prefix.lastIndexOf('/') + 1),
): AsyncGenerator<string> {
  signal?.throwIfAborted();
  const found = await readdir(join(root, within), { withFileTypes: true }).catch(nothingThere);
  const keys: Buffer[] = [];
  for (const entry of found) {
    const key = `${within}${entry.name}`;
    if (isTemporary(entry.name) || !key.startsWith(prefix)) continue;
    keys.push(Buffer.from((await isFolder(root, within, entry)) ? `${key}/` : key));
  }
  for (const key of keys.sort(Buffer.compare).map(String)) {
    if (key.endsWith('/')) yield* listFiles(root, prefix, signal, key);
    else yield key;
  }
}

/** A folder, or a link to one. */
async function isFolder(root: string, within: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  const target = await stat(join(root, within, entry.name)).catch(() => undefined);
  return target?.isDirectory() ?? false;
}

function nothingThere(error: NodeJS.ErrnoException): Dirent[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
