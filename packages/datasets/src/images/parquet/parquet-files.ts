import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { invalidFile, unreadableFile } from '@csm/base';
import { folderFiles } from '../../files/folder-files.js';
import { openParquetFile, type ParquetFile } from '../../tables/parquet-file.js';
import { openParquetLeaf, type ParquetLeaf } from '../../tables/parquet-leaf.js';
import { type ImageColumn, imageColumn } from './image-column.js';

/** One Parquet file of images. */
export interface ImageFile {
  /** Its path in the folder, or its name. */
  readonly name: string;
  readonly path: string;
  /** The number of its first row among the rows of all files. */
  readonly firstRow: number;
  readonly rows: number;
}

/** Parquet files of images whose columns are opened one after another. */
export interface ImageFiles {
  readonly files: readonly ImageFile[];
  readonly rows: number;
  /** A file's columns; those of the file that was used last remain open. */
  open(file: ImageFile): Promise<OpenImageFile>;
}

/** The columns of a file. */
export interface OpenImageFile {
  readonly file: ParquetFile;
  readonly column: ImageColumn;
  readonly bytes: ParquetLeaf;
  /** The names of the pictures' files, if the column has them. */
  readonly paths: ParquetLeaf | undefined;
}

/** Finds the Parquet files and reads their footers. @throws if there is none, or if one is damaged or has no images. */
export async function openImageFiles(
  where: string,
  path: string,
  column: string | undefined,
  signal: AbortSignal | undefined,
): Promise<ImageFiles> {
  const files: ImageFile[] = [];
  let rows = 0;
  for (const [name, file] of await parquetPaths(where, path, signal)) {
    signal?.throwIfAborted();
    const opened = await openParquetFile(file, where);
    imageColumn(opened.schema, column, `${where}: ${file}`);
    files.push({ name, path: file, firstRow: rows, rows: opened.rows });
    rows += opened.rows;
  }
  if (rows === 0) throw invalidFile(`${where}: ${path}: expected at least one row; the files have none.`);
  let last: readonly [ImageFile, Promise<OpenImageFile>] | undefined;
  return {
    files,
    rows,
    open: (file) => {
      if (last?.[0] === file) return last[1];
      const opened = openColumns(where, file, column);
      opened.catch(() => {
        last = undefined;
      });
      last = [file, opened];
      return opened;
    },
  };
}

/** The file with a row, by bisection. */
export function fileOfRow({ files }: ImageFiles, row: number): ImageFile {
  let low = 0;
  for (let high = files.length - 1; low < high; ) {
    const middle = (low + high + 1) >> 1;
    if (files[middle]!.firstRow <= row) low = middle;
    else high = middle - 1;
  }
  return files[low]!;
}

async function openColumns(
  where: string,
  { path }: ImageFile,
  wanted: string | undefined,
): Promise<OpenImageFile> {
  const file = await openParquetFile(path, where);
  const column = imageColumn(file.schema, wanted, `${where}: ${path}`);
  return {
    file,
    column,
    bytes: await openParquetLeaf(file, column.bytes, false, where),
    paths: column.path && (await openParquetLeaf(file, column.path, true, where)),
  };
}

/** The names and paths of the Parquet files, in alphabetical order. Names that begin with `_` belong to other programs. */
async function parquetPaths(
  where: string,
  path: string,
  signal: AbortSignal | undefined,
): Promise<readonly (readonly [name: string, path: string])[]> {
  const found = await stat(path).catch((cause) => {
    throw unreadableFile(`${where}: ${path}`, cause, 'file or folder');
  });
  if (!found.isDirectory()) return [[basename(path), path]];
  const all = await (await folderFiles(where, path)).paths(signal);
  const names = all.filter((name) => /\.parquet$/i.test(name) && !basename(name).startsWith('_'));
  if (names.length > 0) return names.map((name) => [name, join(path, name)]);
  throw invalidFile(
    `${where}: ${path}: expected Parquet files (.parquet); it holds ${all.slice(0, 8).join(', ') || 'no files'}.`,
  );
}
