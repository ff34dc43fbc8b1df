import { describe, expect, it } from 'vitest';
import { delimitedRows } from './delimited-rows.js';

/** The cells of a table that arrives in these pieces. */
async function cellsOf(pieces: readonly string[], delimiter: string) {
  async function* source() {
    for (const piece of pieces) yield new TextEncoder().encode(piece);
  }
  const rows: (readonly string[])[] = [];
  for await (const { cells } of delimitedRows(source(), { delimiter, where: 'x' })) rows.push(cells);
  return rows;
}

const inPieces = (text: string, size: number) =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, i) => text.slice(i * size, (i + 1) * size));

describe('delimitedRows', () => {
  it.each([
    ['a CSV', 'file,pose\na.png,"left"\nb.png,"ri', ',', 'line 3, column 2', 'ri'],
    ['a TSV', '\ta\tb\n1x1\t\t"23', '\t', 'line 2, column 3', '23'],
    ['a cut after the quote', 'a,b\nc,"', ',', 'line 2, column 2', ''],
    ['a line break at the end', 'a,b\nc,"d\n', ',', 'line 2, column 2', 'd'],
    ['an escaped quote in the cell', 'a,b\n"c","d ""e', ',', 'line 2, column 2', 'd ""e'],
  ])(
    'rejects a table that is cut inside a quoted cell, in pieces of any size: %s',
    async (_, text, delimiter, place, got) => {
      for (let size = 1; size <= text.length; size++) {
        await expect(cellsOf(inPieces(text, size), delimiter), `pieces of ${size}`).rejects.toThrow(
          `x, ${place}: expected a quoted cell to end on its line, and nothing after its closing quote; got ${JSON.stringify(got)}.`,
        );
      }
    },
  );

  it('rejects a quote that is not closed before the last line, in pieces of any size', async () => {
    const text = 'a,b\nc,"d\ne,f\n';
    for (let size = 1; size <= text.length; size++) {
      await expect(cellsOf(inPieces(text, size), ','), `pieces of ${size}`).rejects.toThrow(
        /^x, line 2, column 2: expected a quoted cell to end on its line/,
      );
    }
  });

  it('reads quoted cells in pieces of any size', async () => {
    const text = 'a,b\n"c, ""d""","e"\n"f",""';
    for (let size = 1; size <= text.length; size++) {
      expect(await cellsOf(inPieces(text, size), ',')).toEqual([
        ['a', 'b'],
        ['c, "d"', 'e'],
        ['f', ''],
      ]);
    }
  });
});
