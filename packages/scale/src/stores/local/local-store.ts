import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Coded, checkPath, diskMeaning, invalidArgument, invalidFile, sentence } from '@csm/base';
import { isTemporary, removeTemporaries } from '@csm/base/node';
import { checkBytes, checkCall, checkGet, checkKey, checkPrefix } from '../check-call.js';
import type { ObjectStore } from '../object-store.js';
import { listFiles } from './list-files.js';
import { flushFolder, putFile } from './put-file.js';
import { readFile } from './read-file.js';

/** No put takes this long. */
const DAY_MS = 24 * 3600 * 1000;

/**
 * A store in a folder, also on a file system that several machines share. The folder is made by the first put; key `a/b` is the file `a/b` in it.
 *
 * An object is written under a temporary name in its own folder, flushed to the disk and then linked to its name, which fails if the name
 * exists. After a kill or a power failure at any moment an object is therefore whole or absent. The first put into each folder removes the
 * temporary files of killed processes of this machine, and those of other machines that are older than a day. On a file system
 * without hard links (exFAT, some SMB shares) the file is renamed instead; there, two processes that put the same key at the same moment may
 * both be told that they wrote it.
 *
 * @throws TypeError with code `ERR_INVALID_ARGUMENT` if `folder` is not a path. Its functions reject with `ERR_INVALID_ARGUMENT`
 * for a key that is absolute, leads out of the folder, or has characters that not all file systems allow (`\ : * ? " < > |`), and with
 * `ERR_INVALID_FILE` if the disk is full or read-only, the name too long, or the folder a file.
 * @category Stores
 */
export function localStore(folder: string): ObjectStore {
  checkPath('localStore', 'folder', folder, 'a folder');
  const root = resolve(folder);
  const cleaned = new Map<string, Promise<void>>();

  return {
    name: folder,

    async get(key, options) {
      checkKey('localStore', key);
      checkGet('localStore', options);
      try {
        return await readFile(join(root, key), options ?? {});
      } catch (error) {
        options?.signal?.throwIfAborted();
        if (await isAbsent(root, error)) return undefined;
        throw failure(`${key} cannot be read from ${folder}`, error);
      }
    },

    async putIfAbsent(key, bytes, options) {
      checkObjectKey(key);
      checkBytes('localStore', bytes);
      checkCall('localStore', options);
      const path = join(root, key);
      try {
        await clean(dirname(path));
        if (await isObject(path)) {
          // Whoever wrote it may have been killed just before.
          await flushFolder(dirname(path));
          return false;
        }
        return await putFile(path, bytes, options?.signal);
      } catch (error) {
        options?.signal?.throwIfAborted();
        throw failure(`${key} cannot be written to ${folder}`, error);
      }
    },

    async has(key, options) {
      checkKey('localStore', key);
      checkCall('localStore', options);
      try {
        return await isObject(join(root, key));
      } catch (error) {
        if (await isAbsent(root, error)) return false;
        throw failure(`${key} cannot be found in ${folder}`, error);
      }
    },

    async *list(prefix, options) {
      checkPrefix('localStore', prefix);
      checkCall('localStore', options);
      try {
        yield* listFiles(root, prefix, options?.signal);
      } catch (error) {
        options?.signal?.throwIfAborted();
        if (!(await isAbsent(root, error))) throw failure(`${folder} cannot be listed`, error);
      }
    },
  };

  /** Removes stale temporary files, once per folder. */
  function clean(subfolder: string): Promise<void> {
    const begun =
      cleaned.get(subfolder) ?? removeTemporaries(subfolder, { writtenBefore: Date.now() - DAY_MS });
    cleaned.set(subfolder, begun);
    return begun;
  }
}

function checkObjectKey(key: string): void {
  checkKey('localStore', key);
  if (!isTemporary(key)) return;
  throw invalidArgument(
    `localStore: expected the key of an object; "${key}" is the name of a temporary file; choose another one.`,
  );
}

/** Whether there is a file. @throws if it is a folder, or as `node:fs` for anything but a missing file. */
async function isObject(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found?.isDirectory()) {
    throw invalidFile(
      `localStore: expected a file; ${path} is a folder; choose another folder for the store.`,
    );
  }
  return found !== undefined;
}

/** Whether a file is missing although the store is a folder, or is missing as well. */
async function isAbsent(root: string, error: unknown): Promise<boolean> {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return true;
  return code === 'ENOTDIR' && (await stat(root).catch(() => undefined))?.isDirectory() === true;
}

const FURTHER_MEANINGS: Readonly<Record<string, string>> = {
  ENOTDIR: 'a part of its path is a file, not a folder; choose another folder',
  EEXIST: 'a part of its path is a file, not a folder; choose another folder',
  EISDIR: 'it is a folder; choose another folder for the store',
  ENOENT: 'the folder was removed meanwhile; do not touch the store while a run writes to it',
};

/** @param what what failed: `scores/000017.parquet cannot be written to store`. */
function failure(what: string, cause: unknown): unknown {
  if ((cause as Partial<Coded<'ERR_INVALID_FILE'>>).code === 'ERR_INVALID_FILE') return cause;
  const { code = '', message } = cause as NodeJS.ErrnoException;
  const meaning = diskMeaning(cause) ?? FURTHER_MEANINGS[code] ?? message;
  return invalidFile(`localStore: ${what}: ${sentence(meaning)}`, { cause });
}
