import { copyFile, mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { barcodes, tissueCounts, writeTenxH5, writeVisium } from '../../../test/spatial-files.js';
import { withTemporaryFolder } from '../../../test/test-data.js';
import { readVisium } from './visium-from-files.js';
import { openVisium } from './visium-from-folder.js';

const strict = {
  onWarning: (message: string) => {
    throw new Error(message);
  },
};

/** The first bins of the grid of 6 × 8 in test/parquet, one for each barcode. */
const bins = barcodes.map((_, i) => ({ row: Math.floor(i / 8), col: i % 8 }));
const five = (value: number) => String(value).padStart(5, '0');
const binBarcodes = bins.map(({ row, col }) => `s_008um_${five(row)}_${five(col)}-1`);
const numbers = (pick: (bin: { row: number; col: number }) => number) => Float64Array.from(bins, pick);

/** The folder of one size of bins. */
async function writeBins(folder: string, parquet: string): Promise<void> {
  await writeVisium(folder, 'h5', (files) => {
    delete files['spatial/tissue_positions.csv'];
  });
  const from = new URL(`../../../test/parquet/${parquet}.parquet`, import.meta.url);
  await copyFile(fileURLToPath(from), join(folder, 'spatial/tissue_positions.parquet'));
  const change = (parts: { barcodes: string[] }) => {
    parts.barcodes = [...binBarcodes];
  };
  await writeTenxH5(join(folder, 'filtered_feature_bc_matrix.h5'), change);
  await writeTenxH5(join(folder, 'raw_feature_bc_matrix.h5'), change);
}

async function filesBelow(folder: string): Promise<File[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        const file = new File([await readFile(path)], basename(path));
        Object.defineProperty(file, 'webkitRelativePath', { value: `outs${path.slice(folder.length)}` });
        return file;
      }),
  );
}

describe('Visium HD', () => {
  const onWarning = () => {};

  it('reads the bins of one size, with positions in Parquet', async () => {
    await withTemporaryFolder(async (folder) => {
      await writeBins(join(folder, 'binned_outputs/square_008um'), 'snappy');
      await writeBins(join(folder, 'binned_outputs/square_016um'), 'polars');
      await mkdir(join(folder, 'spatial'));
      const picture = 'spatial/tissue_hires_image.png';
      await copyFile(join(folder, 'binned_outputs/square_008um', picture), join(folder, picture));

      const warnings: string[] = [];
      const { images, ...tissue } = await openVisium(folder, {
        bin: 8,
        onWarning: (message) => warnings.push(message),
      });
      // The formulas of write_parquet_files.py.
      const pixels = {
        x: numbers(({ row, col }) => 50.25 - 0.125 * row + 29.25 * col),
        y: numbers(({ row, col }) => 100.5 + 29.25 * row + 0.125 * col),
      };
      const inTissue = bins.map(({ row, col }) => (row + 2 * col) % 5 !== 0);
      expect(tissue).toEqual({
        ...tissueCounts(),
        spots: {
          names: binBarcodes,
          ...{ ...pixels, layout: 'free', pixels, diameter: 60 },
          columns: {
            in_tissue: inTissue,
            array_row: numbers(({ row }) => row),
            array_col: numbers(({ col }) => col),
          },
        },
      });
      expect(images).toHaveLength(2);
      const outside = inTissue.filter((inside) => !inside).length;
      expect(warnings).toEqual([`openVisium: ${outside} of 18 spots are not under tissue (in_tissue is 0).`]);
      for (const read of [
        () => openVisium(folder, { bin: 16, onWarning }),
        () => openVisium(folder, { bin: 8, raw: true, onWarning }),
        () => openVisium(join(folder, 'binned_outputs/square_008um'), { onWarning }),
        async () => readVisium(await filesBelow(folder), { bin: 8, onWarning }),
      ]) {
        const { spots, counts } = await read();
        expect({ spots, counts }).toEqual({ spots: tissue.spots, counts: tissue.counts });
      }
    });
  });

  it('lists the sizes of bins', async () => {
    await withTemporaryFolder(async (folder) => {
      await writeBins(join(folder, 'binned_outputs/square_008um'), 'snappy');
      const only = await openVisium(folder, { onWarning });
      expect(only.spots.names).toEqual(binBarcodes);
      await writeBins(join(folder, 'binned_outputs/square_002um'), 'snappy');
      await expect(openVisium(folder)).rejects.toThrow(
        /^openVisium: expected one size of bins in .*; it has bins of 2, 8 µm; pass \{ bin: 8 \}\.$/,
      );
      await expect(openVisium(folder, { bin: 16 })).rejects.toThrow(
        /^openVisium: expected bins of 16 µm in .*; it has bins of 2, 8 µm\.$/,
      );
      await writeVisium(join(folder, 'plain'), 'h5');
      await expect(openVisium(join(folder, 'plain'), { bin: 8 })).rejects.toThrow(
        /it has no folder binned_outputs\/square_…um of Visium HD; leave out bin\.$/,
      );
    });
  });
});

describe('samples', () => {
  it('reads one of several samples of GEO, whose files have its name', async () => {
    await withTemporaryFolder(async (folder) => {
      for (const [sample, form] of [
        ['GSM1_A', 'mtx'],
        ['GSM2_B', 'mtx'],
      ] as const) {
        const own = join(folder, sample);
        await writeVisium(own, form, (files) => {
          for (const [path, content] of Object.entries(files)) {
            if (!/image|json|csv/.test(path)) continue;
            files[`${path}.gz`] = gzipSync(content);
            delete files[path];
          }
        });
        for (const path of await readdir(own, { recursive: true })) {
          if (path.includes('.')) await rename(join(own, path), join(folder, `${sample}_${basename(path)}`));
        }
      }
      const { images, ...tissue } = await openVisium(folder, { ...strict, sample: 'GSM2_B' });
      expect(tissue).toEqual(tissueCounts());
      expect(images).toHaveLength(2);
      const files = await filesBelow(folder);
      expect((await readVisium(files, { ...strict, sample: 'GSM1_A' })).counts).toEqual(tissue.counts);
      await expect(openVisium(folder)).rejects.toThrow(
        "it has 2 samples: GSM1_A, GSM2_B; pass { sample: 'GSM1_A' }",
      );
    });
  });

  it('takes the triplet next to an h5 with a prefix for the same sample', async () => {
    await withTemporaryFolder(async (folder) => {
      await writeVisium(folder, 'mtx');
      await writeTenxH5(join(folder, 'V1_Bulb_filtered_feature_bc_matrix.h5'));
      const { images: _, ...tissue } = await openVisium(folder, strict);
      expect(tissue).toEqual(tissueCounts());
    });
  });

  it('reads the unfiltered matrix', async () => {
    await withTemporaryFolder(async (folder) => {
      await writeVisium(folder, 'h5');
      const raw = join(folder, 'raw_feature_bc_matrix.h5');
      await mkdir(dirname(raw), { recursive: true });
      await writeTenxH5(raw, (parts) => {
        parts.data = parts.data.map((count) => 2 * count);
      });
      const { counts } = await openVisium(folder, { ...strict, raw: true });
      expect(counts.values).toEqual(tissueCounts().counts.values.map((count) => 2 * count));
    });
  });
});
