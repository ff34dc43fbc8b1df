import Papa from 'papaparse';
import { type ByteSource, plainBytes } from './byte-source.js';

/** One row of a table: its line in the file, from 1, and its cells. */
export interface DelimitedRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** How {@link delimitedRows} reads. */
export interface DelimitedOptions {
  readonly delimiter: string;
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
  const { delimiter, where } = options;
  let line = 0;
  let empty = true;
  for await (const text of wholeLines(source, options)) {
    if (line === 0) refuseStandIn(text, where);
    // Papa parses complete lines; given the line break and the delimiter it need not guess them.
    for (const cells of Papa.parse<string[]>(text, { delimiter, newline: '\n' }).data) {
      line++;
      if (cells.length === 1 && (cells[0] === '' || cells[0] === '\r')) continue;
      const last = cells.length - 1;
      if (cells[last]!.endsWith('\r')) cells[last] = cells[last]!.slice(0, -1);
      empty = false;
      yield { line, cells };
    }
  }
  if (empty) throw new Error(`${where}: the file is empty; get it again`);
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

/** A download that failed leaves something else under the file's name. */
function refuseStandIn(text: string, where: string): void {
  if (/^\s*</.test(text)) {
    throw new Error(
      `${where}: expected a table; this is an HTML or XML page, so the download failed; get it again`,
    );
  }
  if (text.startsWith('version https://git-lfs.github.com/spec/')) {
    throw new Error(
      `${where}: expected a table; this is a Git LFS pointer; fetch the file itself (git lfs pull)`,
    );
  }
}
