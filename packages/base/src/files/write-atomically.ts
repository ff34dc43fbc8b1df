import { chmod, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { removeTemporaries, temporaryName } from './temporaries.js';

/** The content of a file: text, bytes, parts that are written one after another, or a function that writes a file. */
export type FileContent =
  | string
  | Uint8Array
  | Iterable<Uint8Array>
  | AsyncIterable<Uint8Array>
  /** Writes the file at the temporary path that it is given. */
  | ((temporary: string) => Promise<void> | void);

/** Options of {@link writeAtomically}. */
export interface WriteAtomicallyOptions {
  /** Whether a missing folder is created. Default true. */
  readonly createFolder?: boolean | undefined;
  /** Whether temporary files that killed processes left in the folder are removed first. Default true. */
  readonly removeStale?: boolean | undefined;
}

/**
 * Writes a file atomically: under a temporary name in the same folder, flushed to the disk, then renamed. After an
 * error, or a crash at any moment, the file is either the old or the new one. After an error the temporary file is removed; the
 * next write into the folder removes those of killed processes. An existing file keeps its permissions; it may be read-only,
 * since only its folder is written to.
 */
export async function writeAtomically(
  path: string,
  content: FileContent,
  options: WriteAtomicallyOptions = {},
): Promise<void> {
  const { createFolder = true, removeStale = true } = options;
  if (createFolder) await mkdir(dirname(path), { recursive: true });
  if (removeStale) await removeTemporaries(dirname(path));
  const permissions = await permissionsOf(path);
  const temporary = temporaryName(path);
  try {
    if (typeof content === 'function') await content(temporary);
    await writeAndFlush(temporary, typeof content === 'function' ? undefined : content);
    if (permissions !== undefined) await chmod(temporary, permissions);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** The permissions of a file; undefined if there is no such file. */
async function permissionsOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found && found.mode & 0o777;
}

/** If no content is given, the existing file is flushed. */
async function writeAndFlush(
  path: string,
  content: Exclude<FileContent, (temporary: string) => void> | undefined,
): Promise<void> {
  const handle = await open(path, content === undefined ? 'r+' : 'wx');
  try {
    const parts = typeof content === 'string' || content instanceof Uint8Array ? [content] : (content ?? []);
    for await (const part of parts) await handle.writeFile(part);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
