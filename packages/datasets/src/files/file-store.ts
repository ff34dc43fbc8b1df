import type { ByteSource } from './byte-source.js';

/** Files by path, wherever they are: a folder on disk, or the File objects that a browser was given. */
export interface FileStore {
  /** What messages call it, such as the folder's path. */
  readonly name: string;
  /** Where every file is, relative, with `/` between folders, in alphabetical order; without the hidden ones. */
  paths(signal?: AbortSignal): Promise<readonly string[]>;
  /** All bytes of one file; rejects where it cannot be read. `path` is one of `paths`. */
  read(path: string): Promise<Uint8Array>;
  /** The same in pieces. */
  stream(path: string): ByteSource;
}

/** Whether a name is that of a hidden file or folder: `._a.jpg` beside `a.jpg` on foreign disks, by macOS. */
export const isHidden = (name: string): boolean => name.startsWith('.');

/** The end of a path, behind the last `/`. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/**
 * Throws, beginning with `where`, unless `id` can name a file inside a folder: not empty, relative, with `/`, and
 * without `..`, so that a table cannot make a program read what lies elsewhere.
 */
export function requireInnerPath(where: string, id: string): void {
  const outside = /^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)/.test(id);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (id !== '' && !outside && !/[\u0000-\u001f\\]/.test(id)) return;
  const why = outside ? 'this climbs out of the folder' : 'this names no file';
  throw new Error(
    `${where}: expected the name of an image inside the folder, such as 000001.jpg; got ${JSON.stringify(id.slice(0, 80))}: ${why}`,
  );
}
