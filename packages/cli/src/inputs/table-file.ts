import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { invalidFile } from '@csm/base';
import { dsvFormat } from 'd3-dsv';
import { fileStart, isGzip } from './path-content.js';

/** The cells of a table, by column. */
export interface TableFile {
  readonly header: readonly string[];
  /** The texts of each column. */
  readonly columns: readonly (readonly string[])[];
}

/** Reads a table with a header, gzipped or not; cells are separated by commas, semicolons or tabs. @throws for ragged rows. */
export async function readTable(path: string, signal: AbortSignal): Promise<TableFile> {
  const bytes = createReadStream(path, { signal });
  const source = isGzip(await fileStart(path)) ? bytes.pipe(createGunzip()) : bytes;
  let parse: ((line: string) => string[]) | undefined;
  let header: readonly string[] | undefined;
  let columns: string[][] = [];
  let number = 0;
  try {
    for await (const line of createInterface({ input: source, crlfDelay: Number.POSITIVE_INFINITY })) {
      number++;
      if (line.trim() === '') continue;
      parse ??= lineParser(line);
      const cells = parse(line).map((cell) => cell.trim());
      if (header === undefined) {
        header = cells.map((cell) => cell.replace(/^\ufeff/, ''));
        columns = header.map(() => []);
        continue;
      }
      // R's write.table gives the column of row names no name.
      if (number > 1 && cells.length === header.length + 1 && columns.every(({ length }) => length === 0)) {
        header = ['', ...header];
        columns = header.map(() => []);
      }
      if (cells.length !== header.length) {
        throw invalidFile(
          `${path}: expected ${header.length} cells as in the header; line ${number} has ${cells.length}; correct the line.`,
        );
      }
      for (const [k, cell] of cells.entries()) columns[k]?.push(cell);
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_FILE') throw error;
    throw invalidFile(
      `${path}: the table cannot be read (${(error as Error).message}); copy the file again.`,
      {
        cause: error,
      },
    );
  }
  if (header === undefined || (columns[0]?.length ?? 0) === 0) {
    throw invalidFile(`${path}: expected a header and rows of numbers; the table has ${number} lines.`);
  }
  const duplicate = header.find((name, i) => header?.indexOf(name) !== i);
  if (duplicate !== undefined) {
    throw invalidFile(
      `${path}: expected unique names of columns; "${duplicate}" is a duplicate; rename one of them.`,
    );
  }
  return { header, columns };
}

function lineParser(header: string): (line: string) => string[] {
  const count = (delimiter: string) => header.split(delimiter).length;
  const [delimiter = ','] = ['\t', ',', ';'].sort((a, b) => count(b) - count(a));
  const { parseRows } = dsvFormat(delimiter);
  return (line) => (line.includes('"') ? (parseRows(line)[0] ?? []) : line.split(delimiter));
}
