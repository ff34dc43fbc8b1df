import { invalidFile } from '@csm/base';
import { type ByteSource, plainBytes } from './byte-source.js';

/** A longer line is rejected. The longest real ones are headers with the names of all genes: about a million characters. */
export const MAX_LINE = 4 * 2 ** 20;

/** Options of {@link wholeLines}. */
export interface WholeLinesOptions {
  /** The beginning of every message: function and file. */
  readonly where: string;
  /** `'utf-8'` rejects other bytes; `'latin1'` accepts any. */
  readonly encoding: 'utf-8' | 'latin1';
  readonly signal?: AbortSignal | undefined;
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/**
 * Text, gzipped or not, in pieces that end at the end of a line, without that line break. Linear in the length of the
 * text: a long line is joined once, when it ends.
 *
 * @throws if the bytes are not in the encoding, and if a line has more than {@link MAX_LINE} characters.
 */
export async function* wholeLines(source: ByteSource, options: WholeLinesOptions): AsyncGenerator<string> {
  const { where, encoding, signal, onBytes = () => {} } = options;
  const decoder = new TextDecoder(encoding, { fatal: encoding === 'utf-8' });
  const decode = (bytes?: Uint8Array) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch (cause) {
      throw invalidFile(`${where}: expected UTF-8 text, plain or gzipped; the bytes are not UTF-8.`, {
        cause,
      });
    }
  };
  const checkLength = (length: number) => {
    if (length <= MAX_LINE) return;
    throw invalidFile(
      `${where}: expected lines of at most ${MAX_LINE} characters; a line is longer; check whether the file is damaged.`,
    );
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
      const lines = rest + text.slice(0, end);
      if (lines.length > MAX_LINE) checkLength(longestLine(lines));
      yield lines;
      rest = text.slice(end + 1);
    }
    checkLength(rest.length);
  }
  rest += decode();
  if (rest !== '') yield rest;
}

function longestLine(text: string): number {
  let longest = 0;
  for (let start = 0, end = 0; end >= 0; start = end + 1) {
    end = text.indexOf('\n', start);
    longest = Math.max(longest, (end < 0 ? text.length : end) - start);
  }
  return longest;
}
