import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { barcodes, geneIds, geneNames, matrix, tissueCounts } from '../../../test/spatial-files.js';
import { withTemporaryFolder } from '../../../test/test-data.js';
import { writeTable } from '../../tables/write-table.js';
import { geneTable, spotTable } from './result-tables.js';

const parse = (text: string) =>
  Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true }).data;

describe('spotTable', () => {
  it('has one row per spot, in full precision, with empty cells for missing values', () => {
    const counts = tissueCounts();
    const labels = barcodes.map((_, spot) => (spot === 1 ? null : 'a "b", c'));
    const map = Float32Array.from(barcodes, (_, spot) => (spot === 2 ? Number.NaN : spot / 10));
    const rows = parse(
      spotTable(
        { ...counts, spots: { ...counts.spots, labels } },
        { map, good: [true, ...Array(17).fill(false)] },
      ),
    );
    expect(rows).toHaveLength(18);
    expect(rows[7]).toEqual({
      spot: barcodes[7],
      x: `${counts.spots.x[7]}`,
      y: `${counts.spots.y[7]}`,
      pixel_x: `${counts.spots.pixels!.x[7]}`,
      pixel_y: `${counts.spots.pixels!.y[7]}`,
      label: 'a "b", c',
      map: '0.7',
      good: 'false',
    });
    expect([rows[1]!.label, rows[2]!.map]).toEqual(['', '']);
    for (const [spot, row] of rows.entries())
      if (spot !== 2) expect(Math.fround(Number(row.map))).toBe(map[spot]);
  });

  it('rejects columns of another length and names that are taken', () => {
    expect(() => spotTable(tissueCounts(), { map: [1, 2] })).toThrow(
      'spotTable: column "map" must have 18 values, one per row; got 2.',
    );
    expect(() => spotTable(tissueCounts(), { x: new Float32Array(18) })).toThrow(
      'spotTable: the name "x" is taken; choose another name.',
    );
  });
});

describe('geneTable', () => {
  it('has totals and numbers of spots, for all genes or for some', () => {
    const rows = parse(geneTable(tissueCounts(), { r: geneNames.map((_, gene) => gene / 3) }));
    expect(rows.map(({ gene }) => gene)).toEqual(geneNames);
    for (const [gene, row] of rows.entries()) {
      const column = matrix.map((counts) => counts[gene]!);
      expect(row.gene_id).toBe(geneIds[gene]);
      expect(Number(row.total)).toBe(column.reduce((sum, count) => sum + count, 0));
      expect(Number(row.spots)).toBe(column.filter((count) => count > 0).length);
      expect(Number(row.r)).toBe(gene / 3);
    }
    const some = parse(geneTable(tissueCounts(), { rank: [1, 2] }, ['Nrgn', 'Penk']));
    expect(some.map(({ gene, gene_id, rank }) => [gene, gene_id, rank])).toEqual([
      ['Nrgn', geneIds[4], '1'],
      ['Penk', geneIds[0], '2'],
    ]);
    expect(() => geneTable(tissueCounts(), {}, ['penk'])).toThrow(
      'geneTable: unknown gene "penk"; the gene "Penk" differs only in case; pass this name.',
    );
  });
});

describe('writeTable', () => {
  it('writes only the file itself', async () => {
    await withTemporaryFolder(async (folder) => {
      await writeTable(join(folder, 'a.csv'), 'a,b\n');
      expect(await readdir(folder)).toEqual(['a.csv']);
      expect(await readFile(join(folder, 'a.csv'), 'utf8')).toBe('a,b\n');
      await expect(writeTable(join(folder, 'none', 'a.csv'), 'a')).rejects.toThrow('ENOENT');
      await expect(writeTable('', 'a')).rejects.toThrow(
        'writeTable: path must be the path of a file; got "".',
      );
    });
  });
});
