import { typeName } from '../checks/type-name.js';
import { type FileStore, isHidden } from './file-store.js';

/**
 * The files that a page was given: by `<input type="file" webkitdirectory>` with their paths below the chosen folder,
 * by a plain file input or a drop with their names. Nothing is read before it is asked for.
 * Throws, beginning with `where`, on what is no list of File objects, on none, and on two of the same path.
 */
export function browserFiles(where: string, files: Iterable<File>): FileStore {
  const list = typeof files?.[Symbol.iterator] === 'function' ? [...files] : [];
  const strange = list.find((file) => typeof file?.arrayBuffer !== 'function');
  if (list.length === 0 || strange !== undefined) {
    throw new TypeError(
      `${where}: expected files as a list of File objects, such as input.files; got ` +
        (strange !== undefined ? `one ${typeName(strange)} in it` : `${typeName(files)} without any`),
    );
  }
  const byPath = new Map<string, File>();
  for (const file of list) {
    // webkitRelativePath begins with the name of the chosen folder, as a root does not.
    const path = file.webkitRelativePath ? file.webkitRelativePath.replace(/^[^/]*\//, '') : file.name;
    if (path.split('/').some(isHidden)) continue;
    if (byPath.has(path)) throw new Error(`${where}: two of the files are called ${path}; give it once`);
    byPath.set(path, file);
  }
  const file = (path: string) => {
    const found = byPath.get(path);
    if (!found) throw new Error(`${where}: ${path} is not among the files`);
    return found;
  };
  return {
    name: 'the files',
    paths: async () => [...byPath.keys()].sort(),
    read: async (path) => new Uint8Array(await file(path).arrayBuffer()),
    stream: (path) => file(path).stream(),
  };
}
