import type { ByteSource } from '../../files/byte-source.js';
import { requireInnerPath } from '../../files/file-store.js';
import { delimitedRows } from '../../tables/delimited-rows.js';

/** Options of the readers of CelebA's three tables. */
export interface CelebaTableOptions {
  /** What error messages call the data, such as the file's path; 'the table' by default. */
  readonly name?: string;
  readonly signal?: AbortSignal | undefined;
}

/** What {@link readCelebaRows} is given. */
export interface CelebaRowsOptions {
  readonly where: string;
  readonly signal?: AbortSignal | undefined;
  /** False for the txt form of the partition: neither a count nor names come before its rows. */
  readonly txtHasHeader: boolean;
  /** Hears the names of the columns without the id, before any row. `at` begins messages about them. */
  readonly onNames?: (names: readonly string[], at: string) => void;
  readonly onRow: (id: string, cells: readonly string[], at: string) => void;
}

/**
 * Reads a table of CelebA in either published form, with LF or CRLF:
 * - txt: a line with the count of images, a line with the names of the columns (none for the id), then rows of an id and
 *   its values, parted by one or more spaces;
 * - CSV: a header that begins with `image_id`, then rows.
 *
 * Throws, naming the line, on another header, a name that is empty or comes twice, a row of another length than the
 * header (or than the first row), an id that leaves the folder or comes twice, no rows, and another count of rows than
 * the first line says.
 */
export async function readCelebaRows(source: ByteSource, options: CelebaRowsOptions): Promise<void> {
  const { where, signal, txtHasHeader, onNames = () => {}, onRow } = options;
  const lineOf = new Map<string, number>();
  let expectedRows: number | undefined;
  let width: number | undefined;
  let isCsv = false;
  let header: ('count' | 'names' | 'id and names')[] = [];
  const delimiter = (text: string) => {
    isCsv = (text.trimStart().split('\n', 1)[0] ?? '').includes(',');
    if (isCsv) header = ['id and names'];
    else if (txtHasHeader) header = ['count', 'names'];
    return isCsv ? ',' : ' ';
  };
  for await (const row of delimitedRows(source, { delimiter, where, signal })) {
    const at = `${where}, line ${row.line}`;
    const trimmed = row.cells.map((cell) => cell.trim());
    // Columns of the txt form are aligned by more than one space, and lines end with one.
    const cells = isCsv ? trimmed : trimmed.filter((cell) => cell !== '');
    const part = header.shift();
    if (part === 'count') {
      expectedRows = countOf(cells, at);
    } else if (part) {
      const names = part === 'id and names' ? namesAfterId(cells, at) : cells;
      requireNames(names, at);
      onNames(names, at);
      width = names.length + 1;
    } else {
      width ??= cells.length;
      if (cells.length !== width) {
        throw new Error(`${at}: expected ${width} values (the id and ${width - 1}); got ${cells.length}`);
      }
      const id = cells[0]!;
      requireInnerPath(at, id);
      const before = lineOf.get(id);
      if (before !== undefined) throw new Error(`${at}: image ${id} is already on line ${before}`);
      lineOf.set(id, row.line);
      onRow(id, cells.slice(1), at);
    }
  }
  if (expectedRows !== undefined && lineOf.size !== expectedRows) {
    const cut = lineOf.size < expectedRows ? ': it is cut short; get it again' : '; correct line 1';
    throw new Error(
      `${where}, line 1: ${expectedRows} images are announced; the file has ${lineOf.size}${cut}`,
    );
  }
  if (lineOf.size === 0) throw new Error(`${where}: expected a row an image; there is none`);
}

function countOf(cells: readonly string[], at: string): number {
  if (cells.length === 1 && /^\d{1,9}$/.test(cells[0]!)) return Number(cells[0]);
  throw wrongHeader(cells, at);
}

function namesAfterId(cells: readonly string[], at: string): readonly string[] {
  if (cells[0] === 'image_id') return cells.slice(1);
  throw wrongHeader(cells, at);
}

function wrongHeader(cells: readonly string[], at: string): Error {
  return new Error(
    `${at}: expected the count of images (txt) or a header that begins with image_id (CSV); got ` +
      JSON.stringify(cells.join(' ').slice(0, 40)),
  );
}

function requireNames(names: readonly string[], at: string): void {
  if (names.length === 0) throw new Error(`${at}: expected the names of the columns; there are none`);
  const seen = new Set<string>();
  for (const name of names) {
    // A row in the place of the names: the line with the names is missing.
    if (name === '' || /^-?\d+$/.test(name) || /\.(jpe?g|png)$/i.test(name)) {
      throw new Error(`${at}: expected the names of the columns; got ${JSON.stringify(name)} among them`);
    }
    if (seen.has(name)) throw new Error(`${at}: the column "${name}" comes twice`);
    seen.add(name);
  }
}
