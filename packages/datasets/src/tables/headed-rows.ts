import type { ByteSource } from '../files/byte-source.js';
import { type DelimitedOptions, type DelimitedRow, delimitedRows } from './delimited-rows.js';

/**
 * The rows of a table whose first row is its header. R's `write.table` writes no name for the column of row names, so its header
 * has one cell fewer than the rows; it gets an empty first cell here, as in files of `write.csv` and pandas. A row that ends with
 * an empty cell has one delimiter too many instead.
 *
 * @throws as {@link delimitedRows}.
 */
export async function* headedRows(
  source: ByteSource,
  options: DelimitedOptions,
): AsyncGenerator<DelimitedRow> {
  let header: DelimitedRow | undefined;
  let isFirst = true;
  for await (const row of delimitedRows(source, options)) {
    if (!header) {
      header = row;
      continue;
    }
    if (isFirst) yield lacksRowNames(header, row) ? { ...header, cells: ['', ...header.cells] } : header;
    isFirst = false;
    yield row;
  }
  if (isFirst && header) yield header;
}

const lacksRowNames = (header: DelimitedRow, row: DelimitedRow) =>
  header.cells.length + 1 === row.cells.length && header.cells[0] !== '' && row.cells.at(-1) !== '';
