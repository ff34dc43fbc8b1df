import { invalidFile, type Progress } from '@csm/base';
import type { ByteSource } from './byte-source.js';

/** Files by path: in a folder on disk, or as File objects in a browser. */
export interface FileStore {
  /** The name of the store in messages, such as the path of the folder. */
  readonly name: string;
  /**
   * The relative paths of all files, except hidden ones, with `/` between folders, in alphabetical order.
   * @param onProgress is called now and then, if there are many, with the files found so far; the total also counts the folders that are not yet listed.
   */
  paths(signal?: AbortSignal, onProgress?: (progress: Progress) => void): Promise<readonly string[]>;
  /** All bytes of one of the `paths`. Rejects if the file cannot be read. */
  read(path: string): Promise<Uint8Array>;
  /** The number of bytes of one of the `paths`. Rejects if there is no such file. */
  size(path: string): Promise<number>;
  /** The bytes of one of the `paths` in pieces. */
  stream(path: string): ByteSource;
}

/** Whether a file or folder is hidden: macOS writes `._a.jpg` next to `a.jpg` on foreign disks. */
export const isHidden = (name: string): boolean => name.startsWith('.');

/** The part of a path after the last `/`. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/**
 * @throws unless `id` can be the path of a file inside a folder: not empty, relative, with `/`, and without `..`.
 * Otherwise a table could make a program read files elsewhere.
 */
export function checkInnerPath(where: string, id: string): void {
  const outside = /^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)/.test(id);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (id !== '' && !outside && !/[\u0000-\u001f\\]/.test(id)) return;
  const got = JSON.stringify(id.slice(0, 80));
  const why = outside ? 'which leads out of the folder' : 'which is not a file name';
  throw invalidFile(
    `${where}: expected the name of an image inside the folder, such as 000001.jpg; got ${got}, ${why}.`,
  );
}
