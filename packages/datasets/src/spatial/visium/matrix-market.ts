import { type ByteSource, plainBytes } from '../../files/byte-source.js';
import { standIn } from '../../files/likeness.js';

/** A sparse matrix as its entries, in the order of the file. Rows and columns count from 0. */
export interface MatrixMarket {
  readonly rows: Uint32Array;
  readonly columns: Uint32Array;
  readonly values: Float32Array;
}

/** What the matrix must be, and how it is read. */
export interface MatrixMarketOptions {
  /** Begins every message. */
  readonly where: string;
  readonly rowCount: number;
  readonly columnCount: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: { entries: number; totalEntries: number }) => void) | undefined;
}

/**
 * Reads a sparse matrix in Matrix Market's coordinate format (NIST, math.nist.gov/MatrixMarket/formats.html), gzipped or
 * not, streamed: `%%MatrixMarket matrix coordinate integer general` (or `real`), comments, one line of rows, columns and
 * entries, then a line an entry: row and column, from 1, and value. Memory: 12 bytes an entry.
 * Throws, naming the line, on another kind of matrix, another size than expected, an entry outside of it, a value that is
 * no number, and more or fewer entries than announced.
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
  for await (const piece of linesOf(source, where, signal)) {
    for (const text of piece) readLine(text);
    if (matrix) onProgress({ entries: entry, totalEntries: matrix.values.length });
  }
  if (!matrix) throw new Error(`${where}: the file ends before the line with the size; get it again`);
  if (entry !== matrix.values.length) {
    throw new Error(
      `${where}: expected ${matrix.values.length} entries, as the line with the size says; the file ends after ${entry}; get it again`,
    );
  }
  return matrix;
}

/** The lines of a text, as many as a piece of the source completes at a time. */
async function* linesOf(
  source: ByteSource,
  where: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<string[]> {
  // Only digits and signs matter, and Latin-1 decodes any bytes.
  const decoder = new TextDecoder('latin1');
  let rest = '';
  signal?.throwIfAborted();
  for await (const bytes of plainBytes(source, { where })) {
    signal?.throwIfAborted();
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop()!;
    yield lines;
  }
  if (rest !== '') yield [rest];
}

function checkBanner(text: string, where: string): void {
  const words = text.trim().toLowerCase().split(/\s+/);
  const [banner, object, format, field, symmetry] = words;
  if (banner !== '%%matrixmarket') {
    const instead = standIn(text, 'a Matrix Market file');
    throw new Error(
      `${where}: ${instead ?? `expected a first line %%MatrixMarket matrix coordinate integer general; got "${text.slice(0, 40)}"`}`,
    );
  }
  const known = object === 'matrix' && format === 'coordinate' && symmetry === 'general';
  if (known && (field === 'integer' || field === 'real')) return;
  throw new Error(
    `${where}: expected a matrix of the kind "coordinate integer general" (or real); got "${words.slice(1).join(' ')}"`,
  );
}

function readSize(
  text: string,
  where: string,
  { rowCount, columnCount }: Pick<MatrixMarketOptions, 'rowCount' | 'columnCount'>,
): number {
  const numbers = text.trim().split(/\s+/).map(Number);
  const [rows, columns, total] = numbers as [number, number, number];
  if (numbers.length !== 3 || !numbers.every((value) => Number.isInteger(value) && value >= 0)) {
    throw new Error(`${where}: expected rows, columns and entries; got "${text.slice(0, 40)}"`);
  }
  if (rows !== rowCount || columns !== columnCount) {
    throw new Error(
      `${where}: the matrix has ${rows} rows and ${columns} columns; expected ${rowCount} for the features and ` +
        `${columnCount} for the barcodes; the three files are not of one sample`,
    );
  }
  if (total > Math.min(rows * columns, 2 ** 32 - 1)) {
    throw new Error(`${where}: ${total} entries do not fit into ${rows} × ${columns}`);
  }
  return total;
}

function readEntry(
  text: string,
  entry: number,
  matrix: MatrixMarket,
  where: string,
  { rowCount, columnCount }: Pick<MatrixMarketOptions, 'rowCount' | 'columnCount'>,
): void {
  if (entry >= matrix.values.length) {
    throw new Error(`${where}: more than the ${matrix.values.length} entries that were announced`);
  }
  // 10x writes one space between the numbers: cutting there is three times as fast as a split.
  const first = text.indexOf(' ');
  const second = text.indexOf(' ', first + 1);
  let [row, column, value] = [
    Number(text.slice(0, first)),
    Number(text.slice(first + 1, second)),
    Number(text.slice(second + 1)),
  ];
  const simple = first > 0 && second > 0 && text.charCodeAt(second + 1) > 32;
  if (!simple || Number.isNaN(row + column + value)) {
    const cells = text.trim().split(/\s+/);
    [row, column, value] = cells.map(Number) as [number, number, number];
    if (cells.length !== 3 || cells.some((cell) => Number.isNaN(Number(cell)) && !/^nan$/i.test(cell))) {
      throw new Error(
        `${where}: expected a row, a column and a count, all numbers; got "${text.slice(0, 40)}"`,
      );
    }
  }
  if (!(Number.isInteger(row) && row >= 1 && row <= rowCount)) {
    throw new Error(`${where}: row ${row} is not from 1 to ${rowCount}`);
  }
  if (!(Number.isInteger(column) && column >= 1 && column <= columnCount)) {
    throw new Error(`${where}: column ${column} is not from 1 to ${columnCount}`);
  }
  matrix.rows[entry] = row - 1;
  matrix.columns[entry] = column - 1;
  matrix.values[entry] = value;
}
