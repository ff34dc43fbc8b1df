import { invalidFile } from '@csm/base';
import Papa from 'papaparse';
import type { ByteSource } from '../files/byte-source.js';
import { checkLikeness } from '../files/check-likeness.js';
import { wholeLines } from '../files/whole-lines.js';

/** One row of a table. */
export interface DelimitedRow {
  /** The line in the file, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Options of {@link delimitedRows}. */
export interface DelimitedOptions {
  /** The character between cells, or a function that finds it in a text with at least the first line. */
  readonly delimiter: string | ((text: string) => string);
  /** The beginning of every message: function and file. */
  readonly where: string;
  readonly signal?: AbortSignal | undefined;
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/**
 * Yields the rows of a table in UTF-8, gzipped or not, as they arrive; only a few rows are in memory. Lines end with
 * LF or CRLF, empty lines are skipped, and a cell cannot contain a line break.
 *
 * @throws if the file is empty, an HTML page, a Git LFS pointer or not UTF-8, if a quote is not closed, and if a line is too long.
 */
export async function* delimitedRows(
  source: ByteSource,
  options: DelimitedOptions,
): AsyncGenerator<DelimitedRow> {
  const { where } = options;
  let delimiter = '';
  let line = 0;
  let empty = true;
  for await (const text of wholeLines(source, { ...options, encoding: 'utf-8' })) {
    if (/^[\r\n]*$/.test(text)) {
      // Many empty lines, which Papa would take one by one.
      line += lineCount(text);
      continue;
    }
    if (delimiter === '') {
      if (text.trim() !== '') checkLikeness(where, text, 'a table');
      delimiter = typeof options.delimiter === 'string' ? options.delimiter : options.delimiter(text);
    }
    // Papa parses complete lines; it is given the line break and the delimiter, so that it does not guess them.
    const lines = text.replace(/\r(?=\n|$)/g, '');
    const { data, errors } = Papa.parse<string[]>(lines, { delimiter, newline: '\n' });
    const quoteErrors = new Map(
      errors.flatMap(({ type, code, row }) => (type === 'Quotes' ? [[row, code]] : [])),
    );
    const isSuspect = quoteErrors.size > 0 || data.length !== lineCount(lines);
    for (const [row, cells] of data.entries()) {
      line++;
      if (isSuspect) checkQuotes(cells, quoteErrors.get(row), `${where}, line ${line}`);
      if (cells.length === 1 && cells[0] === '') continue;
      empty = false;
      yield { line, cells };
    }
  }
  if (empty)
    throw invalidFile(`${where}: expected a table; this is an empty file; download or copy the file again.`);
}

function lineCount(text: string): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/**
 * Rejects an unclosed quote, which would otherwise swallow the lines after it. If no line follows, because a piece of text
 * or a truncated file ends there, Papa reports `MissingQuotes`, always for the last cell.
 *
 * @param code Papa's error about the quotes of this row, if there is one.
 */
function checkQuotes(cells: readonly string[], code: string | undefined, where: string): void {
  const wrong = cells.findIndex((text) => text.includes('\n') || (code !== undefined && text.includes('"')));
  if (wrong < 0 && code === undefined) return;
  const column = wrong < 0 || code === 'MissingQuotes' ? cells.length - 1 : wrong;
  throw invalidFile(
    `${where}, column ${column + 1}: expected a quoted cell to end on its line, and nothing after its closing quote; ` +
      `got ${JSON.stringify(cells[column]?.slice(0, 40))}.`,
  );
}
