import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { withTemporaryFolder } from '../../../test/test-data.js';
import { imageParquet, openImageParquet, openImages } from '../../node.js';

const count = 12;
const names = Array.from({ length: count }, (_, i) => `${i % 2 ? 'b' : 'a'}/${i}.png`);
const pngs = await Promise.all(
  names.map((_, i) =>
    sharp(
      Uint8Array.from({ length: 7 * 5 * 3 }, (_, k) => (k * (i + 3) * 11) % 256),
      { raw: { width: 7, height: 5, channels: 3 } },
    )
      .png()
      .toBuffer(),
  ),
);

let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await (await DuckDBInstance.create(':memory:')).connect();
});

/** The pictures as files, which DuckDB reads itself. */
async function writeFiles(root: string): Promise<void> {
  for (const [i, name] of names.entries()) {
    await mkdir(join(root, name, '..'), { recursive: true });
    await writeFile(join(root, name), pngs[i]!);
  }
}

const classes = ['bird', 'cat', 'dog'];
const features = JSON.stringify({
  info: { features: { image: { _type: 'Image' }, label: { names: classes, _type: 'ClassLabel' } } },
});

/** Writes the pictures below `root` as Hugging Face does, by DuckDB, in the order of their names. */
const writeHuggingFace = (root: string, to: string, options: string, where = 'true') =>
  duckdb.run(`COPY (
    SELECT {'bytes': content, 'path': filename[${root.length + 2}:]} AS image,
      (row_number() OVER (ORDER BY filename) - 1) % 3 AS label,
      CASE WHEN filename LIKE '%/a/%' THEN 'left' END AS side,
      filename LIKE '%0.png' AS round,
      row_number() OVER (ORDER BY filename) / 7.0 AS measured,
      'a caption, ' || filename AS caption
    FROM read_blob('${root}/*/*.png') WHERE ${where} ORDER BY filename
  ) TO '${to}' (FORMAT parquet, KV_METADATA {huggingface: '${features}'}, ${options})`);

/** Paths in the order of their names. */
const sorted = [...names].sort();

describe('imageParquet', () => {
  it.each(['snappy', 'zstd', 'gzip', 'brotli', 'uncompressed'])(
    'reads the pictures that DuckDB wrote as Hugging Face does, with their classes: %s',
    async (codec) => {
      await withTemporaryFolder(async (root) => {
        await writeFiles(join(root, 'files'));
        for (const version of ['V1', 'V2']) {
          const path = join(root, `${version}.parquet`);
          await writeHuggingFace(
            join(root, 'files'),
            path,
            `COMPRESSION ${codec}, PARQUET_VERSION ${version}`,
          );
          const set = await imageParquet({ path, size: [4, 6] });
          expect(set.ids).toEqual(sorted);
          expect(set.attributeNames).toEqual(['label', 'side', 'round', 'caption']);
          expect(set.labels('label')).toEqual(sorted.map((_, i) => classes[i % 3]));
          expect(set.labels('side')).toEqual(sorted.map((name) => (name.startsWith('a/') ? 'left' : null)));
          expect(set.labels('round')).toEqual(sorted.map((name) => Number(name.endsWith('0.png'))));
          const reader = await openImages({ root: join(root, 'files'), size: [4, 6] });
          const some = ['b/7.png', 'a/0.png', 'b/7.png', 'b/11.png'];
          expect(await set.images(some)).toEqual(await reader.images(some));
        }
      });
    },
  );

  it('numbers the rows of several files without paths, and reads small row groups in any order', async () => {
    await withTemporaryFolder(async (root) => {
      await mkdir(join(root, 'data'));
      const part = async (name: string, from: number, to: number) => {
        const columnData = [
          { name: 'kind', data: names.slice(from, to).map((each) => each[0]!) },
          {
            name: 'picture',
            data: pngs.slice(from, to).map((png) => new Uint8Array(png)),
            type: 'BYTE_ARRAY' as const,
          },
        ];
        const bytes = parquetWriteBuffer({ columnData, rowGroupSize: 3 });
        await writeFile(join(root, 'data', name), new Uint8Array(bytes));
      };
      await part('train-1.parquet', 8, 12);
      await part('train-0.parquet', 0, 8);
      await writeFile(join(root, 'README.md'), 'about');
      const set = await imageParquet({ path: root, size: 5, channels: 1 });
      expect(set.ids.slice(6, 10)).toEqual([
        'data/train-0.parquet:6',
        'data/train-0.parquet:7',
        'data/train-1.parquet:0',
        'data/train-1.parquet:1',
      ]);
      expect(set.labels('kind')).toEqual(names.map((name) => name[0]));
      await writeFiles(join(root, 'files'));
      const expected = await (await openImages({ root: join(root, 'files'), size: 5, channels: 1 })).images(
        names,
      );
      const reader = await openImageParquet({ path: root, size: 5, channels: 1 });
      expect(await set.images(set.ids)).toEqual(expected);
      expect(await reader.images(set.ids)).toEqual(expected);
      const order = [9, 2, 11, 0, 0, 5];
      const found = await reader.images(order.map((row) => set.ids[row]!));
      for (const [i, row] of order.entries()) {
        expect([
          ...found.pick(i, 2, null, 0).data.slice(found.pick(i).offset, found.pick(i).offset + 25),
        ]).toEqual([...expected.data.slice(row * 25, row * 25 + 25)]);
      }
    });
  });

  it('reads rows of many pages, by path, from where they are or elsewhere', async () => {
    await withTemporaryFolder(async (root) => {
      const rows = 20_000;
      const path = join(root, 'many.parquet');
      // One grey pixel each: the row modulo 251. Paths are unlike the order of the rows.
      await duckdb.run(`COPY (
        SELECT {'bytes': encode('P5 1 1 255' || chr(10)) || unhex(printf('%02x', i % 251)),
          'path': printf('%05d.pgm', (i * 7919) % ${rows})} AS image
        FROM range(${rows}) t(i)) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 4096)`);
      const reader = await openImageParquet({ path, size: 1, channels: 1 });
      const idOf = (row: number) => `${String((row * 7919) % rows).padStart(5, '0')}.pgm`;
      const levels = async (read: readonly number[], first?: number) =>
        [...(await reader.images(read.map(idOf), { first })).data].map((value) => Math.round(value * 255));
      const check = async (read: readonly number[], first?: number) =>
        expect(await levels(read, first)).toEqual(read.map((row) => row % 251));
      await check([8190, 8191, 8192, 8193], 8190);
      await check([19_999, 4, 12_288, 5], 8190);
      await check([0, 19_998], 3);
      const set = await imageParquet({ path, size: 1, channels: 1 });
      expect(set.ids[12_345]).toBe(idOf(12_345));
      expect((await set.images([idOf(777)])).data[0]).toBeCloseTo((777 % 251) / 255, 6);
      await expect(reader.images(['x.pgm'])).rejects.toThrow(
        /FILE:ROW; got "x\.pgm"; the files have 20000 images/,
      );
    });
  });
});

describe('imageParquet rejects', () => {
  const failure = (path: string, options: object = {}) =>
    imageParquet({ path, size: 4, ...options })
      .then((set) => set.images(set.ids, { onWarning: () => {} }))
      .then(
        () => 'no error',
        (error: Error) => error.message,
      );

  it('files without pictures, with several columns of them, or with missing or damaged ones, in one sentence', async () => {
    await withTemporaryFolder(async (root) => {
      const write = async (
        name: string,
        columnData: Parameters<typeof parquetWriteBuffer>[0]['columnData'],
      ) => {
        await writeFile(join(root, name), new Uint8Array(parquetWriteBuffer({ columnData })));
        return join(root, name);
      };
      const bytes = pngs.map((png) => new Uint8Array(png));
      const column = (name: string, data: unknown[] = bytes) => ({ name, data, type: 'BYTE_ARRAY' as const });
      expect(await failure(await write('none.parquet', [{ name: 'x', data: [1, 2] }]))).toMatch(
        /none\.parquet: expected a column of images.*the columns are column "x"/,
      );
      const two = await write('two.parquet', [column('left'), column('right')]);
      expect(await failure(two)).toMatch(/there are 2 \(columns "left" and "right"\); rename/);
      expect(await failure(two, { column: 'right' })).toBe('no error');
      expect(await failure(two, { column: 'lefd' })).toMatch(/expected a column "lefd".*left/);
      expect(await failure(await write('usual.parquet', [column('mask'), column('image')]))).toBe('no error');
      expect(await failure(await write('hole.parquet', [column('image', [bytes[0], undefined])]))).toMatch(
        /hole\.parquet, row 1: expected the bytes of a picture; there are none/,
      );
      const cut = [bytes[0]!, bytes[1]!.slice(0, -20)];
      const bad = await write('cut.parquet', [column('image', cut)]);
      expect(await failure(bad)).toMatch(/cut\.parquet, row 1: the PNG is truncated or damaged/);
      expect(await failure(bad, { onBadImage: 'skip' })).toBe('no error');
      await writeFile(join(root, 'page.parquet'), '<!DOCTYPE html><html></html>');
      expect(await failure(join(root, 'page.parquet'))).toMatch(
        /page\.parquet: expected a Parquet file.*HTML/,
      );
      expect(await failure(join(root, 'gone.parquet'))).toMatch(/gone\.parquet.*does not exist/);
      await mkdir(join(root, 'empty'));
      expect(await failure(join(root, 'empty'))).toMatch(
        /expected Parquet files \(\.parquet\); it holds no files/,
      );
      await truncate(two, 300);
      expect(await failure(two)).toMatch(/two\.parquet: expected a Parquet file; it is cut off/);
      await expect(imageParquet({ path: two } as never)).rejects.toThrow(/size must be given/);
    });
  });

  it('damaged files with a message of its own, whatever the bytes', async () => {
    await withTemporaryFolder(async (root) => {
      const path = join(root, 'x.parquet');
      await writeFiles(join(root, 'files'));
      await writeHuggingFace(join(root, 'files'), path, 'COMPRESSION snappy');
      const good = await readFile(path);
      const change = fc.record({ at: fc.nat(good.length - 1), by: fc.integer({ min: 1, max: 255 }) });
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
          const bytes = Uint8Array.from(good);
          for (const { at, by } of changes) bytes[at] = (bytes[at]! + by) % 256;
          await writeFile(path, bytes);
          expect(await failure(path)).toMatch(
            /^no error$|^(imageParquet|attributeTable|imageDataset): .*\.$/s,
          );
        }),
        { numRuns: 60 },
      );
    });
  });
});
