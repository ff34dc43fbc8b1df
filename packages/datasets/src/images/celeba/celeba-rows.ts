import { checkOptions, checkWatchers, invalidFile } from '@csm/base';
import { type ByteSource, checkByteSource } from '../../files/byte-source.js';
import { checkInnerPath } from '../../files/file-store.js';
import { headedRows } from '../../tables/headed-rows.js';

/** Options of the readers of CelebA's three tables. */
export interface CelebaTableOptions {
  /** The name of the data in error messages, such as the path of the file. Default: `'the table'`. */
  readonly name?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Checks the arguments of a reader of a table. */
export function checkCelebaTable(caller: string, source: unknown, options: CelebaTableOptions): void {
  checkOptions(caller, options, { name: true, signal: true });
  checkWatchers(caller, options);
  checkByteSource(caller, source);
}

/** Options of {@link readCelebaRows}. */
export interface CelebaRowsOptions {
  readonly where: string;
  readonly signal?: AbortSignal | undefined;
  /** False for the txt form of the partition, which has no count and no names and begins with the first row. */
  readonly txtHasHeader: boolean;
  /** Called before the first row, with the names of the columns except the id. `at` is the beginning of messages. */
  readonly onNames?: ((names: readonly string[], at: string) => void) | undefined;
  readonly onRow: (id: string, cells: readonly string[], at: string) => void;
}

/**
 * Reads a table of CelebA in either published form, with LF or CRLF:
 * - txt: a line with the number of images, a line with the names of the columns (except the id), then rows of an id and
 *   its values, separated by one or more spaces;
 * - CSV: a header that begins with `image_id`, then rows; row names, as R and pandas write them, are ignored.
 *
 * @throws naming the line: if the header is of another form, a name is empty or a duplicate, a row has another length than
 * the header (or than the first row), an id leads out of the folder or is a duplicate, or the number of rows is 0 or not
 * the announced one.
 */
export async function readCelebaRows(source: ByteSource, options: CelebaRowsOptions): Promise<void> {
  const { where, signal, txtHasHeader, onNames = () => {}, onRow } = options;
  const lineOf = new Map<string, number>();
  let announced: number | undefined;
  let width: number | undefined;
  let isCsv = false;
  // R and pandas write row names before the column image_id.
  let hasRowNames = false;
  let header: ('count' | 'names' | 'id and names')[] = [];
  const delimiter = (text: string) => {
    isCsv = (text.trimStart().split('\n', 1)[0] ?? '').includes(',');
    if (isCsv) header = ['id and names'];
    else if (txtHasHeader) header = ['count', 'names'];
    return isCsv ? ',' : ' ';
  };
  for await (const row of headedRows(source, { delimiter, where, signal })) {
    const at = `${where}, line ${row.line}`;
    const trimmed = row.cells.map((cell) => cell.trim());
    // In the txt form several spaces align the columns, and lines end with a space.
    const part = header.shift();
    if (part === 'id and names') hasRowNames = trimmed[0] === '' && trimmed[1] === 'image_id';
    const cells = isCsv ? trimmed.slice(hasRowNames ? 1 : 0) : trimmed.filter((cell) => cell !== '');
    if (part === 'count') {
      announced = countIn(cells, at);
    } else if (part) {
      const names = part === 'id and names' ? namesAfterId(cells, at) : cells;
      checkColumnNames(names, at);
      onNames(names, at);
      width = names.length + 1;
    } else {
      width ??= cells.length;
      if (cells.length !== width) {
        throw invalidFile(`${at}: expected an id and ${width - 1} values; got ${cells.length} cells.`);
      }
      const [id = '', ...values] = cells;
      checkInnerPath(at, id);
      const before = lineOf.get(id);
      if (before !== undefined) {
        throw invalidFile(`${at}: image "${id}" is a duplicate of line ${before}; keep one of the two.`);
      }
      lineOf.set(id, row.line);
      onRow(id, values, at);
    }
  }
  if (announced !== undefined && lineOf.size !== announced) {
    const remedy = lineOf.size < announced ? 'download or copy the file again' : 'correct line 1';
    throw invalidFile(
      `${where}, line 1: expected ${announced} images as announced; the file has ${lineOf.size}; ${remedy}.`,
    );
  }
  if (lineOf.size === 0) {
    throw invalidFile(
      `${where}: expected one row per image; there are no rows; download or copy the file again.`,
    );
  }
}

function countIn(cells: readonly string[], at: string): number {
  const [count = ''] = cells;
  if (cells.length === 1 && /^\d{1,9}$/.test(count)) return Number(count);
  throw wrongHeader(cells, at);
}

function namesAfterId(cells: readonly string[], at: string): readonly string[] {
  if (cells[0] === 'image_id') return cells.slice(1);
  throw wrongHeader(cells, at);
}

function wrongHeader(cells: readonly string[], at: string): Error {
  const got = JSON.stringify(cells.join(' ').slice(0, 40));
  return invalidFile(
    `${at}: expected the number of images (txt) or a header that begins with image_id (CSV); got ${got}.`,
  );
}

function checkColumnNames(names: readonly string[], at: string): void {
  if (names.length === 0) throw invalidFile(`${at}: expected the names of the columns; the line has none.`);
  const seen = new Set<string>();
  for (const name of names) {
    // If the line with the names is missing, the line is a row instead.
    if (name === '' || /^-?\d+$/.test(name) || /\.(jpe?g|png)$/i.test(name)) {
      throw invalidFile(`${at}: expected the names of the columns; got ${JSON.stringify(name)} among them.`);
    }
    if (seen.has(name))
      throw invalidFile(`${at}: the column "${name}" is a duplicate; rename one of the two.`);
    seen.add(name);
  }
}
