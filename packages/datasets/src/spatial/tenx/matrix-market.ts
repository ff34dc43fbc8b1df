import { invalidFile, type Progress } from '@csm/base';
import type { ByteSource } from '../../files/byte-source.js';
import { checkLikeness } from '../../files/check-likeness.js';
import { wholeLines } from '../../files/whole-lines.js';

/** The entries of a sparse matrix, in the order of the file. Rows and columns count from 0. */
export interface MatrixMarket {
  readonly rows: Uint32Array;
  readonly columns: Uint32Array;
  readonly values: Float32Array;
}

/** Options of {@link readMatrixMarket}. */
export interface MatrixMarketOptions {
  /** The beginning of every message: function and file. */
  readonly where: string;
  /** The number of rows that the matrix must have. */
  readonly rowCount: number;
  /** The number of columns that the matrix must have. */
  readonly columnCount: number;
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of entries read so far. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/**
 * Reads a sparse matrix in the coordinate format of Matrix Market (NIST, math.nist.gov/MatrixMarket/formats.html), gzipped
 * or not, as a stream: `%%MatrixMarket matrix coordinate integer general` (or `real`), comments, a line with the numbers of
 * rows, columns and entries, then one line per entry: row and column, from 1, and value. Memory: 12 bytes per entry.
 *
 * @throws naming the line: if the matrix is of another kind or size, an entry is outside it, a value is not a number, a line is too long,
 * or there are more or fewer entries than announced.
 */
export async function readMatrixMarket(
  source: ByteSource,
  options: MatrixMarketOptions,
): Promise<MatrixMarket> {
  const { where, signal, onProgress = () => {} } = options;
  let matrix: MatrixMarket | undefined;
  let line = 0;
  let entry = 0;
  const readLine = (text: string): void => {
    line++;
    if (line === 1) {
      checkBanner(text, where);
    } else if (text.startsWith('%') || text.trim() === '') {
      return;
    } else if (!matrix) {
      const total = readSize(text, `${where}, line ${line}`, options);
      matrix = {
        rows: new Uint32Array(total),
        columns: new Uint32Array(total),
        values: new Float32Array(total),
      };
    } else {
      readEntry(text, entry++, matrix, `${where}, line ${line}`, options);
    }
  };
  // Decoded as Latin-1, which accepts any bytes; only digits and signs matter.
  for await (const piece of wholeLines(source, { where, signal, encoding: 'latin1' })) {
    for (const text of piece.split('\n')) readLine(text);
    if (matrix) onProgress({ done: entry, total: matrix.values.length });
  }
  if (!matrix) {
    throw invalidFile(
      `${where}: expected a line with the size; the file ends before it; download or copy the file again.`,
    );
  }
  if (entry !== matrix.values.length) {
    throw invalidFile(
      `${where}: expected ${matrix.values.length} entries as announced; the file ends after ${entry}; download or copy the file again.`,
    );
  }
  return matrix;
}

function checkBanner(text: string, where: string): void {
  const [banner, object, format, field, symmetry] = text.trim().toLowerCase().split(/\s+/);
  if (banner !== '%%matrixmarket') {
    checkLikeness(where, text, 'a Matrix Market file');
    throw invalidFile(
      `${where}: expected the first line %%MatrixMarket matrix coordinate integer general; got "${text.slice(0, 40)}".`,
    );
  }
  const isSparse = object === 'matrix' && format === 'coordinate' && symmetry === 'general';
  if (isSparse && (field === 'integer' || field === 'real')) return;
  const got = [object, format, field, symmetry].join(' ').trim();
  throw invalidFile(
    `${where}: expected "matrix coordinate integer general" or "matrix coordinate real general"; got "${got}".`,
  );
}

type ExpectedSize = Pick<MatrixMarketOptions, 'rowCount' | 'columnCount'>;

function readSize(text: string, where: string, { rowCount, columnCount }: ExpectedSize): number {
  const numbers = text.trim().split(/\s+/).map(Number);
  const [rows = 0, columns = 0, total = 0] = numbers;
  if (numbers.length !== 3 || !numbers.every((value) => Number.isInteger(value) && value >= 0)) {
    throw invalidFile(
      `${where}: expected the numbers of rows, columns and entries; got "${text.slice(0, 40)}".`,
    );
  }
  if (rows !== rowCount || columns !== columnCount) {
    throw invalidFile(
      `${where}: expected a matrix of ${rowCount} features × ${columnCount} barcodes; got ${rows} × ${columns}; use three files ` +
        'of one sample.',
    );
  }
  if (total > Math.min(rows * columns, 2 ** 32 - 1)) {
    throw invalidFile(
      `${where}: expected at most ${rows} × ${columns} entries; got ${total}; download or copy the file again.`,
    );
  }
  return total;
}

function readEntry(
  text: string,
  entry: number,
  matrix: MatrixMarket,
  where: string,
  { rowCount, columnCount }: ExpectedSize,
): void {
  if (entry >= matrix.values.length) {
    throw invalidFile(
      `${where}: expected ${matrix.values.length} entries as announced; the file has more; download or copy the file again.`,
    );
  }
  // 10x writes single spaces between the numbers; slicing at these is three times as fast as a split.
  const first = text.indexOf(' ');
  const second = text.indexOf(' ', first + 1);
  let [row, column, value] = [
    Number(text.slice(0, first)),
    Number(text.slice(first + 1, second)),
    Number(text.slice(second + 1)),
  ];
  const isSimple = first > 0 && second > 0 && text.charCodeAt(second + 1) > 32;
  if (!isSimple || Number.isNaN(row + column + value)) {
    const cells = text.trim().split(/\s+/);
    [row = Number.NaN, column = Number.NaN, value = Number.NaN] = cells.map(Number);
    if (cells.length !== 3 || cells.some((cell) => Number.isNaN(Number(cell)) && !/^nan$/i.test(cell))) {
      throw invalidFile(`${where}: expected three numbers (row, column, count); got "${text.slice(0, 40)}".`);
    }
  }
  if (!(Number.isInteger(row) && row >= 1 && row <= rowCount)) {
    throw invalidFile(`${where}: the row must be a whole number from 1 to ${rowCount}; got ${row}.`);
  }
  if (!(Number.isInteger(column) && column >= 1 && column <= columnCount)) {
    throw invalidFile(`${where}: the column must be a whole number from 1 to ${columnCount}; got ${column}.`);
  }
  matrix.rows[entry] = row - 1;
  matrix.columns[entry] = column - 1;
  matrix.values[entry] = value;
}
