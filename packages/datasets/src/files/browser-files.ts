import { invalidArgument, invalidFile, typeName, unreadableFile } from '@csm/base';
import { type FileStore, isHidden } from './file-store.js';

/**
 * The files that the user of a page chose. Files from `<input type="file" webkitdirectory>` have their paths below the
 * chosen folder; files from a plain file input or a drop have only their names. A file is read on demand.
 *
 * @throws unless `files` is a list of at least one File object, and if two files have the same path.
 */
export function browserFiles(caller: string, files: Iterable<File>): FileStore {
  const list = typeof files?.[Symbol.iterator] === 'function' ? [...files] : [];
  const wrong = list.find((file) => typeof file?.arrayBuffer !== 'function');
  if (list.length === 0 || wrong !== undefined) {
    const got = wrong === undefined ? `${typeName(files)} without files` : `a list with ${typeName(wrong)}`;
    throw invalidArgument(
      `${caller}: files must be a list of File objects, such as input.files; got ${got}.`,
    );
  }
  const byPath = new Map<string, File>();
  for (const file of list) {
    // webkitRelativePath begins with the name of the chosen folder; the paths of a FileStore do not.
    const path = file.webkitRelativePath ? file.webkitRelativePath.replace(/^[^/]*\//, '') : file.name;
    if (path.split('/').some(isHidden)) continue;
    if (byPath.has(path)) {
      throw invalidArgument(`${caller}: files contains two files named "${path}"; pass only one of them.`);
    }
    byPath.set(path, file);
  }
  const fileAt = (path: string) => {
    const found = byPath.get(path);
    if (!found)
      throw invalidFile(`${caller}: ${path}: the file is not among the chosen files; choose it as well.`);
    return found;
  };
  return {
    name: 'the files',
    paths: async () => [...byPath.keys()].sort(),
    read: async (path) => {
      const file = fileAt(path);
      const buffer = await file.arrayBuffer().catch((cause: unknown) => {
        throw unreadableFile(`${caller}: ${path}`, cause);
      });
      return new Uint8Array(buffer);
    },
    size: async (path) => fileAt(path).size,
    stream: (path) => fileAt(path).stream(),
  };
}
