import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { needsSharedData, sharedData, withTemporaryFolder } from '../../../test/test-data.js';
import { geneCounts, geneTotals, spotTotals } from '../gene-counts.js';
import { openOlfactoryBulb } from './olfactory-bulb.js';
import { readSpatialTranscriptomicsFile } from './spatial-transcriptomics-file.js';

const table = '\tPenk\tDoc2g\n16.92x9.015\t1\t0\n17x10\t0\t250\n';
const longTable = `\tPenk\tDoc2g\n${Array.from({ length: 500 }, (_, i) => `${i}x${(i * i) % 31}\t${i}\t${i % 7}\n`).join('')}`;
const packed = gzipSync(longTable);
const damaged = Buffer.from(packed);
damaged[Math.floor(packed.length / 2)]! ^= 0xff;

const broken: [what: string, content: string | Buffer, message: RegExp][] = [
  ['an empty file', '', /: expected a table; this is an empty file; download or copy the file again\.$/],
  [
    'a file of line breaks',
    '\n\r\n\n',
    /: expected a table; this is an empty file; download or copy the file again\.$/,
  ],
  [
    'an empty gzip',
    gzipSync(''),
    /: expected a table; this is an empty file; download or copy the file again\.$/,
  ],
  [
    'an HTML page',
    '<!DOCTYPE html>\n<html><body>404</body></html>\n',
    /: .*this is an HTML page; the download failed, download the file again\.$/,
  ],
  [
    'a gzipped HTML page',
    gzipSync('\n <html>'),
    /: .*this is an HTML page; the download failed, download the file again\.$/,
  ],
  [
    'a Git LFS pointer',
    'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n',
    /: .*this is a Git LFS pointer; fetch the file itself/,
  ],
  [
    'a truncated gzip',
    packed.subarray(0, packed.length - 20),
    /: the gzip data are truncated or damaged; download or copy the file again\.$/,
  ],
  ['a gzip cut to its magic bytes', packed.subarray(0, 2), /: the gzip data are truncated or damaged/],
  ['a damaged gzip', damaged, /: (the gzip data are truncated or damaged|the bytes|.*line \d+)/],
  [
    'a picture',
    Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10]),
    /: expected UTF-8 text.*the bytes are not UTF-8\.$/,
  ],
  [
    'only a header',
    '\tPenk\tDoc2g\n',
    /: expected rows of counts; there is only a header; download or copy the file again\.$/,
  ],
  [
    // With one column more than the header, the row would be as R writes it.
    'a header without its leading tab',
    'Penk\tDoc2g\n1x1\t1\n',
    /, line 1: expected a header that begins with a tab.*got 2 column\(s\), the first "Penk"\.$/,
  ],
  [
    'commas instead of tabs',
    ',Penk,Doc2g\n1x1,1,2\n',
    /, line 1: expected a header that begins with a tab.*got 1 column/,
  ],
  [
    'a gene without a name',
    '\tPenk\t\tKctd12\n1x1\t1\t2\t3\n',
    /, line 1, column 3: expected the name of a gene; the cell is empty\.$/,
  ],
  [
    'a duplicate gene',
    '\tPenk\tDoc2g\tPenk\n1x1\t1\t2\t3\n',
    /, line 1, column 4: gene "Penk" is a duplicate of column 2; merge or rename one of the two\.$/,
  ],
  [
    'a duplicate spot',
    '\tPenk\n1x1\t1\n2x2\t2\n1x1\t3\n',
    /, line 4: spot "1x1" is a duplicate of line 2; keep one of the two\.$/,
  ],
  [
    'genes in the rows',
    '\t1x1\t2x2\nPenk\t1\t2\n',
    /, line 2, column 1: expected a spot as XxY, .*got "Penk"; rows must be spots and columns genes\.$/,
  ],
  [
    'a spot with a negative position',
    '\tPenk\n-1x1\t1\n',
    /, line 2, column 1: expected a spot as XxY, .*got "-1x1"/,
  ],
  ['a spot without a name', '\tPenk\n\t1\n', /, line 2, column 1: expected a spot as XxY, .*got ""/],
  [
    'a short row',
    '\tPenk\tDoc2g\n1x1\t1\t2\n2x2\t1\n',
    /, line 3: expected 3 columns as in the header; got 2/,
  ],
  ['a long row', '\tPenk\tDoc2g\n1x1\t1\t2\t3\n', /, line 2: expected 3 columns as in the header; got 4/],
  [
    'a word instead of a count',
    '\tPenk\tDoc2g\n1x1\t1\tmany\n',
    /, line 2, column 3 \(Doc2g\): a count must be a finite float32 number of at least 0; got "many"\.$/,
  ],
  ['NA instead of a count', '\tPenk\n1x1\tNA\n', /, line 2, column 2 \(Penk\): .*got "NA"\.$/],
  ['NaN instead of a count', '\tPenk\n1x1\tNaN\n', /, line 2, column 2 \(Penk\): .*got "NaN"\.$/],
  ['an infinite count', '\tPenk\n1x1\tInfinity\n', /, line 2, column 2 \(Penk\): .*got "Infinity"\.$/],
  [
    'a count beyond the range of numbers',
    '\tPenk\n1x1\t1e999\n',
    /, line 2, column 2 \(Penk\): .*got "1e999"\.$/,
  ],
  ['a negative count', '\tPenk\n1x1\t-3\n', /, line 2, column 2 \(Penk\): .*got "-3"\.$/],
  ['a hexadecimal count', '\tPenk\n1x1\t0x10\n', /, line 2, column 2 \(Penk\): .*got "0x10"\.$/],
  ['a decimal comma', '\tPenk\n1x1\t1,5\n', /, line 2, column 2 \(Penk\): .*got "1,5"\.$/],
  ['an empty cell', '\tPenk\tDoc2g\n1x1\t\t1\n', /, line 2, column 2 \(Penk\): .*got ""\.$/],
];

describe('readSpatialTranscriptomicsFile', () => {
  it('reads plain and gzipped files, whatever their names, and reports progress of their size', async () => {
    await withTemporaryFolder(async (folder) => {
      const sizes = new Set<number>();
      const read = async (name: string, content: string | Buffer) => {
        await writeFile(join(folder, name), content);
        return readSpatialTranscriptomicsFile(join(folder, name), {
          onProgress: ({ done, total }) => void sizes.add(done / total),
        });
      };
      const plain = await read('plain.tsv', table);
      expect(plain.spots.names).toEqual(['16.92x9.015', '17x10']);
      expect(await read('packed.tsv.gz', gzipSync(table))).toEqual(plain);
      expect(await read('packed.tsv', gzipSync(table))).toEqual(plain);
      expect(await read('plain.tsv.gz', table)).toEqual(plain);
      expect([...sizes]).toEqual([1]);
    });
  });

  it.each(broken)('rejects %s', async (_what, content, message) => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, 'matrix.tsv');
      await writeFile(path, content);
      const error = await readSpatialTranscriptomicsFile(path).catch((caught: Error) => caught);
      expect(error).toBeInstanceOf(Error);
      expect((error as Error).message.startsWith(`readSpatialTranscriptomics: ${path}`)).toBe(true);
      expect((error as Error).message).toMatch(message);
    });
  });

  it('rejects a missing file and a folder', async () => {
    await withTemporaryFolder(async (folder) => {
      const missing = join(folder, 'none.tsv');
      await expect(readSpatialTranscriptomicsFile(missing)).rejects.toThrow(
        `readSpatialTranscriptomicsFile: ${missing}: the file does not exist; check the path.`,
      );
      await expect(readSpatialTranscriptomicsFile(folder)).rejects.toThrow(
        `readSpatialTranscriptomicsFile: ${folder}: expected a file; this is a folder; pass the path of a file in it.`,
      );
    });
  });
});

describe('openOlfactoryBulb', () => {
  it('finds the count matrix of a folder', async () => {
    await withTemporaryFolder(async (folder) => {
      await writeFile(join(folder, 'Rep1_MOB_count_matrix-1.tsv.gz'), gzipSync(table));
      await writeFile(join(folder, 'Rep1_MOB_transformation.txt'), '1 0 0 0 1 0 0 0 1');
      const bulb = await openOlfactoryBulb(folder);
      expect(bulb.countsFile).toBe(join(folder, 'Rep1_MOB_count_matrix-1.tsv.gz'));
      expect(bulb.counts.genes).toEqual(['Penk', 'Doc2g']);
    });
  });

  it('lists the files of a folder without a count matrix, or with two', async () => {
    await withTemporaryFolder(async (folder) => {
      await expect(openOlfactoryBulb(folder)).rejects.toThrow(
        /^openOlfactoryBulb: .*: expected one file \*count_matrix\*\.tsv .*; the folder has no files\.$/,
      );
      await writeFile(join(folder, 'HE_Rep1.jpg'), '');
      await mkdir(join(folder, 'raw'));
      await expect(openOlfactoryBulb(folder)).rejects.toThrow(
        /expected one file .*; the folder has HE_Rep1\.jpg, raw\.$/,
      );
      await writeFile(join(folder, 'b_count_matrix.tsv'), table);
      await writeFile(join(folder, 'a_count_matrix.tsv.gz'), gzipSync(table));
      await expect(openOlfactoryBulb(folder)).rejects.toThrow(
        /expected one file .*; the folder has a_count_matrix\.tsv\.gz, b_count_matrix\.tsv; keep one of them\.$/,
      );
      await expect(openOlfactoryBulb(join(folder, 'gone'))).rejects.toThrow(
        /^openOlfactoryBulb: .*gone: the folder does not exist; check the path\.$/,
      );
    });
  });

  const rep1 = needsSharedData('mob-rep1');
  it.skipIf(rep1.skip)(`reads replicate 1 as a simple split of its text${rep1.why}`, async () => {
    const { counts, countsFile } = await openOlfactoryBulb(join(sharedData, 'mob-rep1'));
    const lines = gunzipSync(readFileSync(countsFile)).toString().trimEnd().split('\n');
    const cells = lines.map((line) => line.split('\t'));
    expect(counts.spots.names.length).toBe(267);
    expect(counts.genes.length).toBe(16_573);
    expect(geneTotals(counts).reduce((sum, total) => sum + total)).toBe(7_123_430);
    expect(counts.genes).toEqual(cells[0]!.slice(1));
    expect(counts.spots.names).toEqual(cells.slice(1).map((row) => row[0]));
    const totals = cells.slice(1).map((row) => row.slice(1).reduce((sum, cell) => sum + Number(cell), 0));
    expect(Array.from(spotTotals(counts))).toEqual(totals);
    for (const gene of ['Nop58', 'Penk', 'Doc2g', 'Kctd12', counts.genes.at(-1)!]) {
      const column = cells[0]!.indexOf(gene);
      expect(Array.from(geneCounts(counts, gene))).toEqual(cells.slice(1).map((row) => Number(row[column])));
    }
  });
});
