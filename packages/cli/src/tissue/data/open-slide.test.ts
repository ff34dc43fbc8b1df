import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { geneCounts } from '@csm/datasets';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  barcodes,
  geneNames,
  matrix,
  writeTenxH5,
  writeVisium,
} from '../../../../datasets/test/spatial-files.js';
import { openTissue } from './open-tissue.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-slides-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** The first bins of the grid of 6 × 8 in the Parquet files of @csm/datasets. */
const bins = barcodes.map((_, i) => ({ row: Math.floor(i / 8), col: i % 8 }));
const isUnder = ({ row, col }: { row: number; col: number }) => (row + 2 * col) % 5 !== 0;

async function writeBins(to: string): Promise<void> {
  await writeVisium(to, 'h5', (files) => {
    delete files['spatial/tissue_positions.csv'];
  });
  const parquet = new URL('../../../../datasets/test/parquet/snappy.parquet', import.meta.url);
  await copyFile(fileURLToPath(parquet), join(to, 'spatial/tissue_positions.parquet'));
  const five = (value: number) => String(value).padStart(5, '0');
  await writeTenxH5(join(to, 'filtered_feature_bc_matrix.h5'), (parts) => {
    parts.barcodes = bins.map(({ row, col }) => `s_008um_${five(row)}_${five(col)}-1`);
  });
}

it('adds up bins of Visium HD to a multiple of a size in the folder', async () => {
  const outs = join(folder, 'hd/outs');
  await writeBins(join(outs, 'binned_outputs/square_008um'));
  const { counts, notes, files, name, kind } = await openTissue(join(folder, 'hd'), { bin: 16 });
  expect([kind, name]).toEqual(['visium', 'hd']);
  expect(notes).toContain('2 × 2 bins of 8 µm were added up to bins of 16 µm.');
  expect(files.map((file) => basename(file))).toEqual([
    'filtered_feature_bc_matrix.h5',
    'tissue_positions.parquet',
  ]);
  for (const [gene, geneName] of geneNames.entries()) {
    const sums = new Map<string, number>();
    const under = new Set<string>();
    for (const [i, bin] of bins.entries()) {
      const key = `${bin.row >> 1}_${bin.col >> 1}`;
      sums.set(key, (sums.get(key) ?? 0) + matrix[i]![gene]!);
      if (isUnder(bin)) under.add(key);
    }
    const read = geneCounts(counts, geneName);
    expect(new Map(counts.spots.names.map((key, i) => [key, read[i]]))).toEqual(
      new Map([...sums].filter(([key]) => under.has(key))),
    );
  }
  const plain = await openTissue(outs);
  expect(plain.counts.spots.names).toHaveLength(bins.filter(isUnder).length);
  await expect(openTissue(outs, { bin: 7 })).rejects.toThrow(
    /expected bins of 7 µm in .*; it has bins of 8 µm\.$/,
  );
});

it('opens one sample of several, and says which there are', async () => {
  const geo = join(folder, 'geo');
  await mkdir(geo);
  for (const sample of ['A', 'B']) await writeVisium(join(geo, sample), 'h5');
  const { name, files } = await openTissue(geo, { sample: 'B' }).catch((error) => {
    throw error;
  });
  expect(name).toBe('B');
  expect(files.every((file) => file.includes('/B/'))).toBe(true);
  await expect(openTissue(geo)).rejects.toThrow(
    /it has 2 samples: A, B; pass --slide A, or open the folder of one sample\.$/,
  );
  await expect(openTissue(join(geo, 'A'), { bin: 8 })).rejects.toThrow(/leave out --bin\.$/);
});
