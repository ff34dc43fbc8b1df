import Papa from 'papaparse';
import { type ByteSource, plainBytes } from '../files/byte-source.js';
import { standIn } from '../files/likeness.js';

/** One row of a table: its line in the file, from 1, and its cells. */
export interface DelimitedRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** How {@link delimitedRows} reads. */
export interface DelimitedOptions {
  /** What parts the cells, or a function that finds it, given at least the first line. */
  readonly delimiter: string | ((text: string) => string);
  /** Begins every message: the function and the file. */
  readonly where: string;
  readonly signal?: AbortSignal | undefined;
  readonly onBytes?: (bytes: number) => void;
}

/**
 * The rows of a table of UTF-8 text, gzipped or not, as they come: no more than a few rows are in memory.
 * Lines end with LF or CRLF; empty lines are passed over; a cell holds no line break.
 * Throws on an empty file, an HTML page or a Git LFS pointer in the file's place, and bytes that are not UTF-8.
 */
export async function* delimitedRows(
  source: ByteSource,
  options: DelimitedOptions,
): AsyncGenerator<DelimitedRow> {
  const { where } = options;
  let delimiter = '';
  let line = 0;
  let empty = true;
  for await (const text of wholeLines(source, options)) {
    if (line === 0) {
      const instead = standIn(text, 'a table');
      if (instead) throw new Error(`${where}: ${instead}`);
      delimiter = typeof options.delimiter === 'string' ? options.delimiter : options.delimiter(text);
    }
    // Papa parses complete lines; given the line break and the delimiter it need not guess them.
    const lines = text.replace(/\r(?=\n|$)/g, '');
    const { data, errors } = Papa.parse<string[]>(lines, { delimiter, newline: '\n' });
    const openQuote = data.length !== lineCount(lines) || errors.some(({ type }) => type === 'Quotes');
    for (const cells of data) {
      line++;
      if (openQuote) refuseOpenQuote(cells, `${where}, line ${line}`);
      if (cells.length === 1 && cells[0] === '') continue;
      empty = false;
      yield { line, cells };
    }
  }
  if (empty) throw new Error(`${where}: the file is empty; get it again`);
}

function lineCount(text: string): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** A quote that is not closed swallows the lines after it. */
function refuseOpenQuote(cells: readonly string[], where: string): void {
  const cell = cells.findIndex((text) => text.includes('\n') || text.includes('"'));
  if (cell < 0) return;
  throw new Error(
    `${where}, column ${cell + 1}: the quote is not closed on this line, or more text follows it; got ` +
      JSON.stringify(cells[cell]!.slice(0, 40)),
  );
}

/** Text in pieces that end at the end of a line, without that last line break. */
async function* wholeLines(source: ByteSource, options: DelimitedOptions): AsyncGenerator<string> {
  const { where, signal, onBytes = () => {} } = options;
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (bytes?: Uint8Array) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch (error) {
      throw new Error(`${where}: expected UTF-8 text, plain or gzipped; the bytes are not UTF-8`, {
        cause: error,
      });
    }
  };
  signal?.throwIfAborted();
  let rest = '';
  for await (const bytes of plainBytes(source, { where, onBytes })) {
    signal?.throwIfAborted();
    const text = decode(bytes);
    const end = text.lastIndexOf('\n');
    if (end < 0) {
      rest += text;
    } else {
      yield rest + text.slice(0, end);
      rest = text.slice(end + 1);
    }
  }
  rest += decode();
  if (rest !== '') yield rest;
}
