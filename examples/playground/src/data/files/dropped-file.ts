/** A file that the user chose or dropped, with its path in the folder that was dropped. */
export interface DroppedFile {
  readonly path: string;
  readonly file: File;
}

/** Adds files; one with the path of an earlier one replaces it. */
export function withFiles(
  earlier: readonly DroppedFile[],
  more: readonly DroppedFile[],
): readonly DroppedFile[] {
  const paths = new Set(more.map(({ path }) => path));
  return [...earlier.filter(({ path }) => !paths.has(path)), ...more];
}

/** What follows the last `/` of a path. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Text that changes when the files do. */
export const keyOf = (files: readonly DroppedFile[]): string =>
  JSON.stringify(files.map(({ path, file }) => [path, file.size, file.lastModified]));
