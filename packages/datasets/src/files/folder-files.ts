import { createReadStream } from 'node:fs';
import { type FileHandle, open, opendir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { invalidFile, type Progress, unreadableFile } from '@csm/base';
import { readFully } from '@csm/base/node';
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
    paths: async (signal, onProgress) => {
      return walk(root, signal, onProgress).catch((cause: unknown) => {
        throw signal?.aborted ? cause : unreadableFile(`${caller}: ${root}`, cause, 'folder');
      });
    },
    read: async (path) => {
      const at = `${caller}: ${join(root, path)}`;
      const unreadable = (cause: unknown) => {
        throw unreadableFile(at, cause);
      };
      const file = await open(join(root, path)).catch(unreadable);
      try {
        const { size } = await file.stat();
        if (size > MAX_BYTES) {
          throw invalidFile(
            `${at}: expected at most ${MAX_BYTES / 2 ** 20} MiB; the file has more; check whether it is the right file.`,
          );
        }
        return await readWhole(file, size).catch(unreadable);
      } finally {
        await file.close();
      }
    },
    size: async (path) => {
      const { size } = await stat(join(root, path)).catch((cause: unknown) => {
        throw unreadableFile(`${caller}: ${join(root, path)}`, cause);
      });
      return size;
    },
    stream: (path) => createReadStream(join(root, path)),
  };
}

/** A file that is read whole, such as a picture, may be this large. */
const MAX_BYTES = 512 * 2 ** 20;

/** Entries of a folder that are read at once. A folder of a million files is never held as entries. */
const ENTRIES = 1024;

/** Entries between two reports. */
const REPORTED = 10_000;

/** `file.readFile` asks for the size again, and for the end of the file: of millions of small files that takes half of the time. */
async function readWhole(file: FileHandle, size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  return bytes.subarray(0, await readFully(file, bytes, 0));
}

/** A folder to walk: its path below the root, and the real paths of the folders that it was reached through. */
interface Walk {
  readonly below: string;
  readonly inside: ReadonlySet<string>;
}

/**
 * The paths of all files below a folder. A link is followed unless it leads back to a folder that contains it. In a folder that
 * several links reach, the links inside are followed at the first path only; otherwise 22 folders with 44 links would have
 * millions of paths. Links come last, so that the shortest paths are found first.
 */
async function walk(
  root: string,
  signal: AbortSignal | undefined,
  onProgress: (progress: Progress) => void = () => {},
): Promise<string[]> {
  const paths: string[] = [];
  const folders: Walk[] = [{ below: '', inside: new Set() }];
  const links: Walk[] = [];
  const followed = new Set<string>();
  let seen = 0;
  for (let next = folders.pop(); next; next = folders.pop() ?? links.shift()) {
    signal?.throwIfAborted();
    const { below } = next;
    const folder = join(root, below);
    const real = await realpath(folder);
    if (next.inside.has(real)) continue;
    const inside = new Set([...next.inside, real]);
    for await (const entry of await opendir(folder, { bufferSize: ENTRIES })) {
      if (++seen % REPORTED === 0) {
        signal?.throwIfAborted();
        onProgress({ done: paths.length, total: paths.length + 1 + folders.length + links.length });
      }
      if (isHidden(entry.name)) continue;
      const path = below + entry.name;
      const isLink = entry.isSymbolicLink();
      // A broken link is not a file.
      const kind = isLink ? await stat(join(root, path)).catch(() => undefined) : entry;
      if (kind?.isFile()) paths.push(path);
      if (!kind?.isDirectory()) continue;
      const link = join(real, entry.name);
      if (isLink && followed.has(link)) continue;
      if (isLink) followed.add(link);
      (isLink ? links : folders).push({ below: `${path}/`, inside });
    }
  }
  signal?.throwIfAborted();
  if (seen >= REPORTED) onProgress({ done: paths.length, total: paths.length });
  return paths.sort();
}
