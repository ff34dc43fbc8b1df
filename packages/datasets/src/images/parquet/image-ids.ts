import { invalidArgument } from '@csm/base';
import { fileOfRow, type ImageFile, type ImageFiles } from './parquet-files.js';

/** Rows of a column that are read at once. */
const ROWS = 8192;

/** The id of a row of a file without paths: its file and its number there, from 0. */
export const rowId = ({ name, firstRow }: ImageFile, row: number): string => `${name}:${row - firstRow}`;

/**
 * The ids of all rows: the paths in the column of images, if every row has one of its own; otherwise the file and the number of the row.
 * @param onFile is called after each file.
 */
export async function allIds(
  files: ImageFiles,
  signal: AbortSignal | undefined,
  onFile: (done: number) => void,
): Promise<readonly string[]> {
  const paths: string[] = [];
  let hasPaths = true;
  for (const [i, file] of files.files.entries()) {
    const { paths: column } = await files.open(file);
    hasPaths &&= column !== undefined;
    for (let row = 0; hasPaths && row < file.rows; row += ROWS) {
      signal?.throwIfAborted();
      for (const path of (await column?.values(row, Math.min(file.rows, row + ROWS))) ?? []) {
        if (typeof path === 'string' && path !== '') paths.push(path);
      }
      hasPaths = paths.length === Math.min(file.firstRow + file.rows, file.firstRow + row + ROWS);
    }
    onFile(i + 1);
  }
  if (hasPaths && new Set(paths).size === paths.length && !paths.some((path) => ROW_ID.test(path))) {
    return paths;
  }
  return files.files.flatMap((file) =>
    Array.from({ length: file.rows }, (_, row) => rowId(file, file.firstRow + row)),
  );
}

const ROW_ID = /^(.*):(\d{1,15})$/s;

/** The rows of ids, where they probably begin at a row. */
export type RowsOfIds = (ids: readonly string[], first: number) => Promise<readonly number[]>;

/**
 * A function that finds the rows of ids. Paths are compared with the rows where they probably are; only if they are elsewhere, the paths of
 * all rows are read.
 */
export function rowsOfIds(where: string, files: ImageFiles, signal: AbortSignal | undefined): RowsOfIds {
  const byName = new Map(files.files.map((file) => [file.name, file]));
  let index: Promise<ReadonlyMap<string, number>> | undefined;
  const numbered = (id: string): number | undefined => {
    const [, name = '', row] = ROW_ID.exec(id) ?? [];
    const file = byName.get(name);
    return file && Number(row) < file.rows ? file.firstRow + Number(row) : undefined;
  };
  return async (ids, first) => {
    const rows = ids.map(numbered);
    if (rows.every((row) => row !== undefined)) return rows;
    if (first + ids.length <= files.rows && (await areAt(files, ids, first)))
      return ids.map((_, i) => first + i);
    index ??= allIds(files, signal, () => {}).then((all) => new Map(all.map((id, row) => [id, row])));
    const rowOf = await index;
    return ids.map((id) => {
      const row = rowOf.get(id);
      if (row !== undefined) return row;
      throw invalidArgument(
        `${where}: expected the id of an image, a path in the column of images or FILE:ROW; got "${id}"; the files have ${files.rows} images.`,
      );
    });
  };
}

/** Whether consecutive rows have these paths. */
async function areAt(files: ImageFiles, ids: readonly string[], first: number): Promise<boolean> {
  for (let i = 0; i < ids.length; ) {
    const file = fileOfRow(files, first + i);
    const end = Math.min(ids.length, file.firstRow + file.rows - first);
    const { paths } = await files.open(file);
    const from = first + i - file.firstRow;
    const found = await paths?.values(from, from + end - i);
    if (!found || ids.slice(i, end).some((id, k) => found[k] !== id)) return false;
    i = end;
  }
  return true;
}
