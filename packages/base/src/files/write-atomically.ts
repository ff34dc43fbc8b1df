import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

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
}

/**
 * Writes a file atomically: under a temporary name in the same folder, flushed to the disk, then renamed. After an
 * error, or a crash at any moment, the file is either the old or the new one. After an error the temporary file is removed;
 * {@link removeTemporaries} removes those of killed processes.
 */
export async function writeAtomically(
  path: string,
  content: FileContent,
  options: WriteAtomicallyOptions = {},
): Promise<void> {
  const { createFolder = true } = options;
  if (createFolder) await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    if (typeof content === 'function') await content(temporary);
    await writeAndFlush(temporary, typeof content === 'function' ? undefined : content);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Removes the temporary files that killed processes left for a path. No other process may be writing to it. */
export async function removeTemporaries(path: string): Promise<void> {
  const names = await readdir(dirname(path)).catch(() => []);
  const start = `${basename(path)}.`;
  const isLeft = (name: string) => name.startsWith(start) && TEMPORARY.test(name.slice(start.length));
  for (const name of names) if (isLeft(name)) await rm(join(dirname(path), name), { force: true });
}

const TEMPORARY = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/;

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
