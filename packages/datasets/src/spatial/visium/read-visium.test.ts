import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import {
  barcodes,
  geneNames,
  matrix,
  png,
  positionsCsv,
  tissueCounts,
  writeTenxH5,
  writeVisium,
} from '../../../test/spatial-files.js';
import { withTemporaryFolder } from '../../../test/test-data.js';
import { geneCounts } from '../gene-counts.js';
import { readMatrixMarket } from '../tenx/matrix-market.js';
import { readTissuePositions } from './tissue-positions.js';
import { readVisium } from './visium-from-files.js';
import { openVisium } from './visium-from-folder.js';

const strict = {
  onWarning: (message: string) => {
    throw new Error(message);
  },
};

describe('openVisium', () => {
  it.each(['h5', 'mtx'] as const)('reads spots, places, genes and counts: %s', async (form) => {
    await withTemporaryFolder(async (folder) => {
      await writeVisium(folder, form);
      const { images, ...tissue } = await openVisium(folder, strict);
      expect(tissue).toEqual(tissueCounts());
      for (const [gene, name] of geneNames.entries()) {
        expect(Array.from(geneCounts(tissue, name))).toEqual(matrix.map((row) => row[gene]));
      }
      expect(images!.map(({ name, width, height, scale }) => [name, width, height, scale])).toEqual([
        ['hires', 124, 80, 0.2],
        ['lowres', 31, 20, 0.05],
      ]);
      const pixels = await images![1]!.read();
      const stored = decode(await readFile(join(folder, 'spatial/tissue_lowres_image.png')));
      expect(pixels.shape).toEqual([20, 31, 3]);
      expect(Array.from(pixels.data)).toEqual(Array.from(stored.data));
    });
  });

  it('finds files with a prefix, in folders of any name, and ignores the unfiltered matrix', async () => {
    await withTemporaryFolder(async (folder) => {
      await writeVisium(join(folder, 'sample', 'outs'), 'h5');
      const outs = join(folder, 'sample', 'outs');
      await rename(
        join(outs, 'filtered_feature_bc_matrix.h5'),
        join(outs, 'V1_Bulb_filtered_feature_bc_matrix.h5'),
      );
      await writeTenxH5(join(outs, 'raw_feature_bc_matrix.h5'));
      const { images, ...tissue } = await openVisium(folder, strict);
      expect(tissue).toEqual(tissueCounts());
      expect(images).toHaveLength(2);
    });
  });

  it('ignores hidden files, such as those that macOS writes next to others on foreign disks', async () => {
    await withTemporaryFolder(async (folder) => {
      await writeVisium(folder, 'h5');
      const appleDouble = Uint8Array.of(0, 5, 0x16, 7, 0, 2, 0, 0);
      await writeFile(join(folder, '._filtered_feature_bc_matrix.h5'), appleDouble);
      await writeFile(join(folder, 'spatial/._tissue_positions.csv'), appleDouble);
      await mkdir(join(folder, '.Trash/spatial'), { recursive: true });
      await writeFile(join(folder, '.Trash/spatial/tissue_positions.csv'), 'old');
      const { images, ...tissue } = await openVisium(folder, strict);
      expect(tissue).toEqual(tissueCounts());
      const paths = ['filtered_feature_bc_matrix.h5', 'spatial/tissue_positions.csv'];
      const files = await Promise.all(
        [...paths, ...paths.map((path) => path.replace(/[^/]+$/, '._$&'))].map(async (path) => {
          const file = new File([new Uint8Array(await readFile(join(folder, path)))], path);
          Object.defineProperty(file, 'webkitRelativePath', { value: `outs/${path}` });
          return file;
        }),
      );
      expect((await readVisium(files, strict)).genes).toEqual(tissue.genes);
    });
  });

  it('says that only the unfiltered matrix was found', async () => {
    await withTemporaryFolder(async (folder) => {
      await writeVisium(folder, 'h5');
      await rename(join(folder, 'filtered_feature_bc_matrix.h5'), join(folder, 'raw_feature_bc_matrix.h5'));
      await expect(openVisium(folder, strict)).rejects.toThrow(
        /expected filtered_feature_bc_matrix\.h5 or matrix\.mtx\.gz in .*; raw_feature_bc_matrix\.h5 is the unfiltered matrix; pass \{ raw: true \} to read it; the folder has .*raw_feature_bc_matrix\.h5/,
      );
    });
  });

  it('reads gzipped scale factors and pictures, as GEO stores them', async () => {
    await withTemporaryFolder(async (folder) => {
      await writeVisium(folder, 'mtx', (files) => {
        for (const [path, content] of Object.entries(files)) {
          if (!/image|json/.test(path)) continue;
          files[`${path}.gz`] = gzipSync(content);
          delete files[path];
        }
      });
      const { images, ...tissue } = await openVisium(folder, strict);
      expect(tissue).toEqual(tissueCounts());
      expect(images!.map(({ name, width, scale }) => [name, width, scale])).toEqual([
        ['hires', 124, 0.2],
        ['lowres', 31, 0.05],
      ]);
      const pixels = await images![1]!.read();
      expect(Array.from(pixels.data)).toEqual(Array.from(decode(png(31, 20)).data));
      const paths = (await readdir(folder, { recursive: true })).filter((path) => path.includes('.'));
      const files = await Promise.all(
        paths.map(async (path) => new File([await readFile(join(folder, path))], path)),
      );
      const read = await readVisium(files, strict);
      expect(read.spots.diameter).toBe(60);
      expect(read.images!.map(({ height }) => height)).toEqual([80, 20]);
    });
  });

  it('prefers a plain file to its gzipped copy', async () => {
    await withTemporaryFolder(async (folder) => {
      await writeVisium(folder, 'h5', (files) => {
        files['spatial/scalefactors_json.json.gz'] = gzipSync('{}');
        files['spatial/tissue_hires_image.png.gz'] = gzipSync(png(2, 2));
      });
      const { images, spots } = await openVisium(folder, strict);
      expect(spots.diameter).toBe(60);
      expect(images!.map(({ width }) => width)).toEqual([124, 31]);
    });
  });

  it('names a gzipped picture that is truncated', async () => {
    await withTemporaryFolder(async (folder) => {
      await writeVisium(folder, 'h5', (files) => {
        const path = 'spatial/tissue_hires_image.png';
        files[`${path}.gz`] = gzipSync(files[path]!).subarray(0, 40);
        delete files[path];
      });
      await expect(openVisium(folder, strict)).rejects.toThrow(
        'openVisium: spatial/tissue_hires_image.png.gz: the gzip data are truncated or damaged; download or copy the file again.',
      );
    });
  });

  it('works without pictures and their scales', async () => {
    await withTemporaryFolder(async (folder) => {
      await writeVisium(folder, 'mtx', (files) => {
        for (const path of Object.keys(files)) if (/image|json/.test(path)) delete files[path];
      });
      const { images, spots } = await openVisium(folder, strict);
      expect(images).toEqual([]);
      expect(spots.diameter).toBeUndefined();
    });
  });

  it('warns about spots that are not under tissue, and keeps them', async () => {
    await withTemporaryFolder(async (folder) => {
      await writeVisium(folder, 'h5', (files) => {
        files['spatial/tissue_positions.csv'] = positionsCsv(true).replace(
          `${barcodes[2]},1`,
          `${barcodes[2]},0`,
        );
      });
      const warnings: string[] = [];
      const { spots } = await openVisium(folder, { onWarning: (message) => warnings.push(message) });
      expect(warnings).toEqual(['openVisium: 1 of 18 spots are not under tissue (in_tissue is 0).']);
      expect(spots.columns!.in_tissue).toEqual(barcodes.map((_, spot) => spot !== 2));
    });
  });

  it.each(['h5', 'mtx'] as const)('reports progress, and stops when aborted: %s', async (form) => {
    await withTemporaryFolder(async (folder) => {
      await writeVisium(folder, form);
      const total = matrix.flat().filter((count) => count !== 0).length;
      const seen: number[] = [];
      await openVisium(folder, {
        onProgress: (progress) => {
          expect(progress.total).toBe(total);
          seen.push(progress.done);
        },
      });
      expect(seen.at(-1)).toBe(total);
      expect(seen).toEqual([...seen].sort((a, b) => a - b));
      const signal = AbortSignal.abort(new Error('enough'));
      await expect(openVisium(folder, { signal })).rejects.toThrow('enough');
      const controller = new AbortController();
      const later = openVisium(folder, {
        signal: controller.signal,
        onProgress: () => controller.abort(new Error('now')),
      });
      // If the last piece of the triplet is already read, there is nothing left to abort.
      if (form === 'h5') await expect(later).rejects.toThrow('now');
      else await later.catch(() => {});
    });
  });
});

describe('readVisium', () => {
  it('reads File objects as openVisium reads the folder', async () => {
    await withTemporaryFolder(async (folder) => {
      await writeVisium(folder, 'h5');
      const paths = (await readdir(folder, { recursive: true })).filter((path) => path.includes('.'));
      const files = await Promise.all(
        paths.map(async (path) => new File([await readFile(join(folder, path))], path)),
      );
      const { images, ...tissue } = await readVisium(files, strict);
      expect(tissue).toEqual(tissueCounts());
      expect(images!.map(({ width }) => width)).toEqual([124, 31]);
      const broken = [...files.slice(1), new File(['<html>'], files[0]!.name)];
      await expect(readVisium(broken, strict)).rejects.toThrow(/^readVisium: /);
    });
  });
});

describe('readMatrixMarket', () => {
  it('reads any matrix in pieces of any size', async () => {
    const entry = fc.tuple(
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 0, max: 99 }),
    );
    const file = fc.record({
      entries: fc.array(entry, { maxLength: 20 }),
      gap: fc.constantFrom(' ', '  ', '\t'),
      end: fc.constantFrom('\n', '\r\n', ' \n'),
      cuts: fc.array(fc.nat(300), { maxLength: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(file, async ({ entries, gap, end, cuts }) => {
        const lines = ['%%MatrixMarket matrix coordinate real general', '%', `7 5 ${entries.length}`];
        const text = [...lines, ...entries.map((cells) => cells.join(gap))].join(end) + end;
        const bytes = new TextEncoder().encode(text);
        const places = [0, ...cuts.map((cut) => cut % bytes.length).sort((a, b) => a - b), bytes.length];
        async function* source() {
          for (let i = 1; i < places.length; i++) yield bytes.subarray(places[i - 1], places[i]);
        }
        const read = await readMatrixMarket(source(), { where: 'x', rowCount: 7, columnCount: 5 });
        expect([...read.rows]).toEqual(entries.map(([row]) => row - 1));
        expect([...read.columns]).toEqual(entries.map(([, column]) => column - 1));
        expect([...read.values]).toEqual(entries.map(([, , value]) => value));
      }),
    );
  });
});

describe('readTissuePositions', () => {
  it('reads the same with a header, in any order of columns, and without a header', async () => {
    const read = (text: string) => readTissuePositions(new Blob([text]).stream(), { where: 'x' });
    const plain = await read(positionsCsv(false));
    expect(plain.size).toBe(19);
    expect(await read(positionsCsv(true))).toEqual(plain);
    const turned = positionsCsv(true).trim().split('\n');
    const reversed = turned.map((line) => line.split(',').reverse().join(','));
    expect(await read(reversed.join('\n'))).toEqual(plain);
    const moved = turned.map((line) => {
      const [barcode, inTissue, ...rest] = line.split(',');
      return [barcode, ...rest, inTissue].join(',');
    });
    expect(await read(moved.join('\n'))).toEqual(plain);
  });
});
