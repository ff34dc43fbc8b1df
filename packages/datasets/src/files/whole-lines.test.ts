import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { delimitedRows } from '../tables/delimited-rows.js';
import { MAX_LINE, wholeLines } from './whole-lines.js';

async function* inPieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const collected = async (bytes: Uint8Array, size: number) => {
  let text = '';
  for await (const piece of wholeLines(inPieces(bytes, size), { where: 'test', encoding: 'utf-8' })) {
    text += `${piece}\n`;
  }
  return text;
};

describe('wholeLines', () => {
  it('yields whole lines of pieces of any size', async () => {
    const text = 'a,b\n\nlong line é\nc\n';
    for (const size of [1, 2, 3, 7, 100]) expect(await collected(Buffer.from(text), size)).toBe(text);
  });

  it('joins the pieces of a long line', async () => {
    const line = Buffer.alloc(MAX_LINE, 'x');
    expect(await collected(line, Math.ceil(MAX_LINE / 1000))).toHaveLength(MAX_LINE + 1);
  });

  it.each([1000, 2 ** 16, 2 ** 24])(
    'rejects a line that is too long, in pieces of %s bytes',
    async (size) => {
      for (const end of ['', '\n', '\nb\n']) {
        const bytes = Buffer.from(`a\n${'1'.repeat(MAX_LINE + 1)}${end}`);
        for (const packed of [bytes, gzipSync(bytes)]) {
          await expect(collected(packed, size)).rejects.toThrow(
            'test: expected lines of at most 4194304 characters; a line is longer; check whether the file is damaged.',
          );
        }
      }
    },
  );

  it('rejects gzip data that unpack to a thousand times their size', async () => {
    const bomb = gzipSync(Buffer.alloc(70 * 2 ** 20, '\n'));
    await expect(collected(bomb, 2 ** 16)).rejects.toThrow(
      /^test: expected gzip data that unpack to at most 500 times their size; these unpack to more/,
    );
    // The number of bytes that are unpacked whatever the ratio.
    expect(await collected(gzipSync(Buffer.alloc(2 ** 20, '\n')), 2 ** 16)).toHaveLength(2 ** 20);
  });

  it('counts empty lines, however many there are', async () => {
    const bytes = Buffer.from(`${'\n'.repeat(300_000)}a,b\n${'\r\n'.repeat(300_000)}c,d`);
    const rows = [];
    for await (const row of delimitedRows(inPieces(bytes, 2 ** 16), { delimiter: ',', where: 'test' }))
      rows.push(row);
    expect(rows).toEqual([
      { line: 300_001, cells: ['a', 'b'] },
      { line: 600_002, cells: ['c', 'd'] },
    ]);
  });
});
