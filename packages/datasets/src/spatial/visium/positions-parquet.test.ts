import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readPositionsParquet } from './positions-parquet.js';
import { readTissuePositions } from './tissue-positions.js';

const bytesOf = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../../test/parquet/${name}.parquet`, import.meta.url)));
const read = (name: string, bytes = bytesOf(name)) =>
  readPositionsParquet(bytes, { where: `f: ${name}.parquet` });

const cells = Array.from({ length: 48 }, (_, i) => ({ row: Math.floor(i / 8), col: i % 8 }));
const barcodes = cells.map(
  ({ row, col }) => `s_008um_${String(row).padStart(5, '0')}_${String(col).padStart(5, '0')}-1`,
);
/** The formulas of write_parquet_files.py. */
const expected = new Map(
  cells.map(({ row, col }, i) => [
    barcodes[i],
    {
      inTissue: (row + 2 * col) % 5 !== 0,
      arrayRow: row,
      arrayCol: col,
      pixelRow: 100.5 + 29.25 * row + 0.125 * col,
      pixelCol: 50.25 - 0.125 * row + 29.25 * col,
    },
  ]),
);

describe('readPositionsParquet', () => {
  it.each(['snappy', 'zstd', 'none', 'index', 'unnamed-index', 'narrow', 'polars'])(
    'reads what pandas, pyarrow and polars write: %s',
    async (name) => {
      const positions = await read(name);
      expect(positions).toEqual(expected);
      expect([...positions.keys()]).toEqual(barcodes);
    },
  );

  it('reads the same as from a table', async () => {
    const lines = [...expected].map(([barcode, place]) =>
      [barcode, Number(place.inTissue), ...Object.values(place).slice(1)].join(','),
    );
    const table = new Blob([lines.join('\n')]).stream();
    expect(await readTissuePositions(table, { where: 'x' })).toEqual(expected);
  });

  it.each([
    [
      'no-array-col',
      'f: no-array-col.parquet: expected a column "array_col"; valid columns: barcode, in_tissue, array_row, pxl_row_in_fullres, pxl_col_in_fullres.',
    ],
    [
      'missing-value',
      /^f: missing-value\.parquet, row 3: array_row must be a whole number of at least 0; got "(null|undefined)"\.$/,
    ],
    [
      'duplicate',
      'f: duplicate.parquet, row 48: barcode "s_008um_00000_00005-1" is a duplicate; keep one of the two rows.',
    ],
    [
      'gzip',
      /^f: gzip\.parquet: expected an undamaged Parquet file; reading fails with ".*GZIP.*"; download or copy the file again\.$/,
    ],
  ])('rejects a file that is invalid: %s', async (name, message) => {
    await expect(read(name)).rejects.toThrow(message);
  });

  it('rejects files of other formats, and truncated and damaged files', async () => {
    const good = bytesOf('snappy');
    const text = (content: string) => read('x', new TextEncoder().encode(content));
    await expect(text('<!DOCTYPE html>')).rejects.toThrow(
      'f: x.parquet: expected a Parquet file; this is an HTML page; the download failed, download the file again.',
    );
    await expect(text('barcode,in_tissue')).rejects.toThrow(
      'f: x.parquet: expected a Parquet file; it has another format;',
    );
    await expect(read('x', good.subarray(0, 2000))).rejects.toThrow(
      'expected a Parquet file; it is cut off;',
    );
  });

  it('fails with an error about the file if a byte is damaged, if at all', async () => {
    const good = bytesOf('polars');
    for (let at = 4; at < good.length - 4; at += 3) {
      const bytes = good.slice();
      bytes[at] = (bytes[at] ?? 0) ^ 0xff;
      const outcome = await read('x', bytes).catch((error: unknown) => error);
      if (outcome instanceof Map) continue;
      expect(outcome, `byte ${at}`).toMatchObject({ code: 'ERR_INVALID_FILE' });
    }
  });

  it('stops when aborted', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(readPositionsParquet(bytesOf('none'), { where: 'f', signal })).rejects.toThrow('enough');
  });
});
