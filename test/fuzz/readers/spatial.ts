import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { open10x, openOlfactoryBulb, openVisium } from '@csm/datasets/node';
import { readPositionsParquet } from '../../../packages/datasets/src/spatial/visium/positions-parquet.js';
import { writeTenxH5, writeVisium } from '../../../packages/datasets/test/spatial-files.js';
import type { FuzzReader } from '../fuzz-reader.js';
import { writeAll } from './tables.js';

const genes = Array.from({ length: 20 }, (_, i) => `Gene${i}`);
const spots = Array.from({ length: 12 }, (_, i) => `${1 + (i % 4)}x${1 + Math.floor(i / 4)}`);
const counts = [
  `\t${genes.join('\t')}`,
  ...spots.map((spot, s) => [spot, ...genes.map((_, g) => (s * g) % 5)].join('\t')),
].join('\n');

/** The folder of an olfactory bulb: gzipped counts, transformation, labels. */
export const bulbReader: FuzzReader = {
  write: (folder) =>
    writeAll(folder, {
      'Rep1_count_matrix-1.tsv.gz': gzipSync(counts),
      'Rep1_transformation.txt': '290 0 0 0 290 0 -10 20.5 1\n',
      'Rep1_layers.tsv': `spot\tLayer\n${spots.map((spot, i) => `${spot}\t${i % 3 ? 'GCL' : 'NA'}`).join('\n')}\n`,
    }),
  read: (folder) => openOlfactoryBulb(folder, { onWarning: () => {} }),
};

/** The folder of Space Ranger with the triplet, its tables and pictures; some gzipped. */
export const visiumReader: FuzzReader = {
  async write(folder) {
    await writeVisium(folder, 'mtx');
    const lowres = join(folder, 'spatial/tissue_lowres_image.png');
    await writeFile(`${lowres}.gz`, gzipSync(await readFile(lowres)));
    await rm(lowres);
    const matrix = 'filtered_feature_bc_matrix';
    return [
      'spatial/scalefactors_json.json',
      'spatial/tissue_positions_list.csv',
      'spatial/tissue_hires_image.png',
      'spatial/tissue_lowres_image.png.gz',
      ...['matrix.mtx.gz', 'barcodes.tsv.gz', 'features.tsv.gz'].map((file) => `${matrix}/${file}`),
    ];
  },
  async read(folder) {
    const { images = [], ...tissue } = await openVisium(folder, { onWarning: () => {} });
    const pictures = [];
    for (const image of images) pictures.push((await image.read()).data.slice(0, 100));
    return { tissue, pictures };
  },
};

const TRIPLET = 'filtered_feature_bc_matrix';

/** Cells of Cell Ranger without positions: an `.h5`, and the folder of a triplet. */
export const tenxReader: FuzzReader = {
  async write(folder) {
    await writeVisium(folder, 'mtx');
    await rm(join(folder, 'spatial'), { recursive: true });
    await writeTenxH5(join(folder, 'cells.h5'));
    const files = ['matrix.mtx.gz', 'barcodes.tsv.gz', 'features.tsv.gz'];
    return ['cells.h5', ...files.map((file) => `${TRIPLET}/${file}`)];
  },
  async read(folder, file) {
    const all = [];
    for (const path of ['cells.h5', TRIPLET]) {
      if (file === undefined || file.startsWith(path)) {
        all.push(await open10x(join(folder, path), { onWarning: () => {} }));
      }
    }
    return all;
  },
};

const PARQUET = ['snappy.parquet', 'zstd.parquet', 'none.parquet', 'narrow.parquet', 'polars.parquet'];
const PARQUET_FILES = fileURLToPath(new URL('../../../packages/datasets/test/parquet/', import.meta.url));

/** Positions of Visium HD, as pandas and polars write them. */
export const parquetReader: FuzzReader = {
  async write(folder) {
    for (const file of PARQUET) await copyFile(join(PARQUET_FILES, file), join(folder, file));
    return PARQUET;
  },
  async read(folder, file) {
    const all = [];
    for (const name of file === undefined ? PARQUET : [file]) {
      const bytes = new Uint8Array(await readFile(join(folder, name)));
      all.push([...(await readPositionsParquet(bytes, { where: `openVisium: ${name}` }))]);
    }
    return all;
  },
};
