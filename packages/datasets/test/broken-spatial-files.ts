import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Dataset, File, type Group } from 'h5wasm/node';
import { openAnnData } from '../src/spatial/anndata/anndata-from-path.js';
import { writeFrame, writeMapping, writeNumbers } from '../src/spatial/anndata/write-elements.js';
import type { SpatialCounts } from '../src/spatial/spatial-counts.js';
import { openOlfactoryBulb } from '../src/spatial/st/olfactory-bulb.js';
import { openVisium } from '../src/spatial/visium/visium-from-folder.js';
import {
  barcodes,
  barcodesTsv,
  geneNames,
  matrixMarket,
  overwrite,
  png,
  positionsCsv,
  scaleFactorsJson,
  type TenxParts,
  type VisiumParts,
  writeH5ad,
  writeTenxH5,
  writeVisium,
} from './spatial-files.js';

/** Which reader a broken input is for. */
export type SpatialFormat = 'ST' | 'Visium h5' | 'Visium mtx' | 'AnnData';

/** An input that is broken in one way. */
export interface BrokenSpatialFile {
  readonly format: SpatialFormat;
  readonly what: string;
  /** Makes it in an empty folder. */
  readonly make: (folder: string) => Promise<void>;
  readonly options?: { readonly layer?: string; readonly raw?: boolean; readonly library?: string };
  /** Of the error, or of the warning where the outcome is `'read'`. */
  readonly message: RegExp;
  readonly outcome?: 'read';
}

/** Reads what `make` made. */
export function readBroken(
  folder: string,
  { format, options }: BrokenSpatialFile,
  onWarning: (message: string) => void,
): Promise<SpatialCounts> {
  if (format === 'ST') return openOlfactoryBulb(folder).then(({ counts }) => counts);
  if (format === 'AnnData') return openAnnData(join(folder, 'a.h5ad'), { ...options, onWarning });
  return openVisium(folder, { onWarning });
}

const html = '<!DOCTYPE html><html><body>404 Not Found</body></html>\n';
const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n';
const stTable = '\tPenk\tDoc2g\n1x1\t1\t2\n2x2\t3\t4\n';

const st = (what: string, content: string | Uint8Array, message: RegExp): BrokenSpatialFile => ({
  format: 'ST',
  what,
  make: (folder) => writeFile(join(folder, 'Rep1_MOB_count_matrix-1.tsv.gz'), content),
  message,
});

const stWith = (what: string, file: string, content: string, message: RegExp): BrokenSpatialFile => ({
  format: 'ST',
  what,
  make: async (folder) => {
    await writeFile(join(folder, 'Rep1_MOB_count_matrix-1.tsv'), stTable);
    await writeFile(join(folder, file), content);
  },
  message,
});

const tenx = (what: string, change: (parts: TenxParts) => void, message: RegExp, outcome?: 'read') => ({
  format: 'Visium h5' as const,
  what,
  make: async (folder: string) => {
    await writeVisium(folder, 'h5');
    await writeTenxH5(join(folder, 'filtered_feature_bc_matrix.h5'), change);
  },
  message,
  ...(outcome && { outcome }),
});

const visium = (
  format: 'Visium h5' | 'Visium mtx',
  what: string,
  change: (files: VisiumParts) => void,
  message: RegExp,
): BrokenSpatialFile => ({
  format,
  what,
  make: (folder) => writeVisium(folder, format === 'Visium h5' ? 'h5' : 'mtx', change),
  message,
});

const triplet = (what: string, name: string, content: string | Uint8Array, message: RegExp) =>
  visium(
    'Visium mtx',
    what,
    (files) => {
      files[`filtered_feature_bc_matrix/${name}`] = content;
    },
    message,
  );

const spatialFile = (what: string, name: string, content: string | Uint8Array, message: RegExp) =>
  visium(
    'Visium h5',
    what,
    (files) => {
      files[`spatial/${name}`] = content;
    },
    message,
  );

const without = (format: 'Visium h5' | 'Visium mtx', name: string, message: RegExp) =>
  visium(format, `no ${name}`, (files) => void delete files[name], message);

const h5ad = (
  what: string,
  change: (file: File) => void,
  message: RegExp,
  more: Partial<BrokenSpatialFile> = {},
): BrokenSpatialFile => ({
  format: 'AnnData',
  what,
  make: (folder) => writeH5ad(join(folder, 'a.h5ad'), change),
  message,
  ...more,
});

const h5adBytes = (what: string, content: string | Uint8Array, message: RegExp): BrokenSpatialFile => ({
  format: 'AnnData',
  what,
  make: (folder) => writeFile(join(folder, 'a.h5ad'), content),
  message,
});

const attribute = (file: File, path: string, name: string, value: string | Int32Array) => {
  const node = file.get(path) as Group;
  node.delete_attribute(name);
  if (typeof value === 'string') node.create_attribute(name, value, [], 'S');
  else node.create_attribute(name, value, [value.length]);
};

const firstEntries = (text: string, change: (lines: string[]) => void) => {
  const lines = text.split('\n');
  change(lines);
  return gzipSync(lines.join('\n'));
};

/** Every kind of broken spatial data that the readers name. The 2016 format has 30 more in its own test. */
export const brokenSpatialFiles: readonly BrokenSpatialFile[] = [
  st('truncated gzip', gzipSync(stTable).subarray(0, 30), /gzip data are truncated or damaged/),
  st('an HTML page', html, /HTML or XML page, so the download failed/),
  st('a Git LFS pointer', pointer, /Git LFS pointer; fetch the file itself/),
  st('a ragged row', '\tPenk\tDoc2g\n1x1\t1\n', /line 2: expected 3 columns as in the header; got 2/),
  st(
    'a count that is a word',
    '\tPenk\n1x1\tmany\n',
    /line 2, column 2 \(Penk\): a count must be .* got "many"/,
  ),
  st('a negative count', '\tPenk\n1x1\t-1\n', /line 2, column 2 \(Penk\): .* got "-1"/),
  st('NaN for a count', '\tPenk\n1x1\tNaN\n', /line 2, column 2 \(Penk\): .* got "NaN"/),
  st('a spot twice', '\tPenk\n1x1\t1\n1x1\t1\n', /line 3: spot "1x1" is already on line 2/),
  st('a gene twice', '\tPenk\tPenk\n1x1\t1\t1\n', /line 1, column 3: gene "Penk" is already in column 2/),
  stWith(
    'a transformation of eight numbers',
    'Rep1_MOB_transformation.txt',
    '1 0 0 0 1 0 0 0\n',
    /expected nine numbers, .* got 8/,
  ),
  stWith(
    'a transformation with a word',
    'Rep1_MOB_transformation.txt',
    '1 0 0 0 x 0 0 0 1\n',
    /expected nine numbers/,
  ),
  stWith(
    'a singular transformation',
    'Rep1_MOB_transformation.txt',
    '1 1 0 1 1 0 0 0 1\n',
    /onto a line or a point/,
  ),
  stWith(
    'labels of another replicate',
    'Rep2_layers.tsv',
    'spot\tLayer\n9x9\tGCL\n',
    /none of the 2 spots .* is among the 1 labels/,
  ),

  {
    format: 'Visium h5',
    what: 'an empty folder',
    make: async () => {},
    message: /found no filtered_feature_bc_matrix\.h5 and no matrix\.mtx\.gz in .* The folder holds: nothing/,
  },
  {
    format: 'Visium h5',
    what: 'two samples in a folder',
    make: async (folder) => {
      await writeVisium(join(folder, 'a'), 'h5');
      await writeVisium(join(folder, 'b'), 'h5');
    },
    message: /expected one sample in .*; found a\/filtered_feature_bc_matrix\.h5 and b\/filtered/,
  },
  {
    format: 'Visium h5',
    what: 'a truncated h5',
    make: async (folder) => {
      await writeVisium(folder, 'h5');
      await truncate(join(folder, 'filtered_feature_bc_matrix.h5'), 4000);
    },
    message: /cannot be opened as HDF5, get the file again \(truncated file: eof = 4000/,
  },
  visium(
    'Visium h5',
    'an HTML page for the h5',
    (files) => {
      files['filtered_feature_bc_matrix.h5'] = html;
    },
    /filtered_feature_bc_matrix\.h5: expected HDF5; this is an HTML or XML page/,
  ),
  visium(
    'Visium h5',
    'a Git LFS pointer for the h5',
    (files) => {
      files['filtered_feature_bc_matrix.h5'] = pointer;
    },
    /expected HDF5; this is a Git LFS pointer/,
  ),
  visium(
    'Visium h5',
    'an empty h5',
    (files) => {
      files['filtered_feature_bc_matrix.h5'] = '';
    },
    /the file is empty \(0 bytes\)/,
  ),
  {
    format: 'Visium h5',
    what: 'an .h5ad under the h5’s name',
    make: async (folder) => {
      await writeVisium(folder, 'h5');
      await writeH5ad(join(folder, 'filtered_feature_bc_matrix.h5'));
    },
    message: /expected a group \/matrix; \/ holds X, layers, obs/,
  },
  tenx(
    'a negative count',
    ({ data }) => {
      data[3] = -2;
    },
    /the count of gene "Penk" at spot ".*" is -2; expected a finite float32/,
  ),
  tenx(
    'a gene number beyond the genes',
    ({ indices }) => {
      indices[2] = 6;
    },
    /\/matrix\/indices\[2\] is 6; expected a gene, a whole number from 0 to 5/,
  ),
  tenx(
    'a negative gene number',
    ({ indices }) => {
      indices[2] = -1;
    },
    /\/matrix\/indices\[2\] is -1; expected a gene/,
  ),
  tenx(
    'an entry twice',
    ({ indices }) => {
      indices[1] = indices[0]!;
    },
    /the count of gene ".*" at spot ".*" is there twice/,
  ),
  tenx(
    'an indptr that falls',
    ({ indptr }) => {
      indptr[2] = 1;
    },
    /\/matrix\/indptr falls from \d+ to 1 at spot 1; expected it to rise/,
  ),
  tenx(
    'an indptr that is short',
    ({ indptr }) => void indptr.pop(),
    /\/matrix\/indptr has 18 numbers; expected 19, for 18 spots/,
  ),
  tenx(
    'fewer data than indices',
    ({ data }) => void data.pop(),
    /\/matrix\/data has \d+ entries, \/matrix\/indices \d+; expected as many/,
  ),
  tenx(
    'a shape that contradicts the names',
    ({ shape }) => {
      shape[1] = 17;
    },
    /the matrix is of shape \[6, 17\]; expected \[6, 18\]/,
  ),
  tenx(
    'a barcode twice',
    (parts) => {
      parts.barcodes[4] = parts.barcodes[1]!;
    },
    /barcode ".*" comes twice, as 2 and 5/,
  ),
  tenx(
    'a gene id twice',
    ({ features }) => {
      features[3]!.id = features[2]!.id;
    },
    /gene id ".*" comes twice, as 3 and 4/,
  ),
  tenx(
    'a gene symbol of two ids',
    ({ features }) => {
      features[3]!.name = 'Penk';
    },
    /1 gene symbols belong to several ids \(Penk, …\); the later ones are called Penk-1/,
    'read',
  ),
  tenx(
    'features that are no genes',
    ({ features }) => {
      features[1]!.type = 'Antibody Capture';
    },
    /1 features that are no genes are left out/,
    'read',
  ),
  tenx(
    'no gene at all',
    ({ features }) =>
      features.forEach((feature) => {
        feature.type = 'Antibody Capture';
      }),
    /expected features of type "Gene Expression"; there are: Antibody Capture/,
  ),
  tenx(
    'barcodes of another sample',
    (parts) => {
      parts.barcodes = parts.barcodes.map((_, i) => `GGGG${i}-1`);
    },
    /18 of 18 barcodes of .* \(GGGG0-1, …\) have no place in spatial\/tissue_positions\.csv, which has 19/,
  ),
  tenx(
    'one barcode without a place',
    (parts) => {
      parts.barcodes[7] = 'GGGG-1';
    },
    /1 of 18 barcodes of .* \(GGGG-1, …\) have no place/,
  ),
  without(
    'Visium h5',
    'spatial/tissue_positions.csv',
    /found no spatial\/tissue_positions\.csv or tissue_positions_list\.csv/,
  ),
  without(
    'Visium h5',
    'spatial/scalefactors_json.json',
    /found no scalefactors_json\.json in .*, which spatial\/tissue_hires_image\.png needs/,
  ),
  visium(
    'Visium h5',
    'Visium HD',
    (files) => {
      delete files['spatial/tissue_positions.csv'];
      files['spatial/tissue_positions.parquet'] = 'PAR1';
    },
    /tissue_positions\.parquet is of Visium HD, which is not read/,
  ),
  spatialFile(
    'positions without a column',
    'tissue_positions.csv',
    positionsCsv(true).replace('array_col', 'arraycol'),
    /line 1: expected a column "array_col"; the header has: barcode/,
  ),
  spatialFile(
    'a ragged row of positions',
    'tissue_positions.csv',
    `${positionsCsv(true)}AAAA-1,1,0\n`,
    /line 21: expected 6 columns; got 3/,
  ),
  spatialFile(
    'a position that is a word',
    'tissue_positions.csv',
    positionsCsv(true).replace(',5120\n', ',here\n'),
    /pxl_col_in_fullres must be a number; got "here"/,
  ),
  spatialFile(
    'a barcode twice in the positions',
    'tissue_positions.csv',
    `${positionsCsv(true)}NOTISSUE-1,0,1,1,1,1\n`,
    /line 21: barcode "NOTISSUE-1" comes twice/,
  ),
  spatialFile(
    'a spot off the hexagons',
    'tissue_positions.csv',
    positionsCsv(true).replace(',70,100,', ',70,101,'),
    /array_col must be even in even rows and odd in odd ones; got array_row 70, array_col 101/,
  ),
  spatialFile(
    'an HTML page for the positions',
    'tissue_positions.csv',
    html,
    /expected a table; this is an HTML or XML page/,
  ),
  spatialFile(
    'scale factors cut short',
    'scalefactors_json.json',
    '{"spot_diameter_fullres": 60, ',
    /scalefactors_json\.json: expected JSON/,
  ),
  spatialFile(
    'scale factors without the spots',
    'scalefactors_json.json',
    '{"tissue_hires_scalef": 1}',
    /expected spot_diameter_fullres; it has: tissue_hires_scalef/,
  ),
  spatialFile(
    'a scale of 0',
    'scalefactors_json.json',
    scaleFactorsJson().replace('0.2', '0'),
    /tissue_hires_scalef must be a positive number; got 0/,
  ),
  spatialFile(
    'a picture without a scale',
    'scalefactors_json.json',
    scaleFactorsJson().replace('lowres', 'low'),
    /has no tissue_lowres_scalef, which spatial\/tissue_lowres_image\.png needs/,
  ),
  spatialFile(
    'an HTML page for a picture',
    'tissue_hires_image.png',
    html,
    /tissue_hires_image\.png: expected a picture; this is an HTML or XML page/,
  ),
  spatialFile(
    'another format for a picture',
    'tissue_hires_image.png',
    'GIF89a',
    /tissue_hires_image\.png: expected a JPEG, PNG/,
  ),
  spatialFile(
    'the picture of another tissue',
    'tissue_hires_image.png',
    png(31, 20),
    /of 18 spots \(.*\) lie beside the image "hires" of 31×20 pixels at a scale of 0\.2; it is the picture of another/,
  ),

  without('Visium mtx', 'filtered_feature_bc_matrix/barcodes.tsv.gz', /found no barcodes\.tsv\.gz in/),
  without('Visium mtx', 'filtered_feature_bc_matrix/features.tsv.gz', /found no features\.tsv\.gz in/),
  triplet(
    'truncated gzip',
    'matrix.mtx.gz',
    gzipSync(matrixMarket()).subarray(0, 80),
    /matrix\.mtx\.gz: the gzip data are truncated or damaged/,
  ),
  triplet(
    'an HTML page',
    'matrix.mtx.gz',
    html,
    /expected a Matrix Market file; this is an HTML or XML page/,
  ),
  triplet(
    'a Git LFS pointer',
    'matrix.mtx.gz',
    pointer,
    /expected a Matrix Market file; this is a Git LFS pointer/,
  ),
  triplet(
    'another kind of Matrix Market',
    'matrix.mtx.gz',
    matrixMarket().replace('coordinate', 'array'),
    /expected a matrix of the kind "coordinate integer general" \(or real\); got "matrix array/,
  ),
  triplet(
    'no line with the size',
    'matrix.mtx.gz',
    '%%MatrixMarket matrix coordinate integer general\n%\n',
    /ends before the line with the size/,
  ),
  triplet(
    'dimensions that contradict the names',
    'matrix.mtx.gz',
    matrixMarket().replace('6 18 ', '6 17 '),
    /line 3: the matrix has 6 rows and 17 columns; expected 6 for the features and 18/,
  ),
  triplet(
    'fewer entries than announced',
    'matrix.mtx.gz',
    firstEntries(matrixMarket(), (lines) => lines.splice(-3)),
    /expected \d+ entries, .* ends after \d+; get it again/,
  ),
  triplet(
    'more entries than announced',
    'matrix.mtx.gz',
    `${matrixMarket()}1 1 1\n`,
    /more than the \d+ entries that were announced/,
  ),
  triplet(
    'a ragged entry',
    'matrix.mtx.gz',
    firstEntries(matrixMarket(), (lines) => {
      lines[5] = '3 1';
    }),
    /line 6: expected a row, a column and a count, all numbers; got "3 1"/,
  ),
  triplet(
    'a count that is a word',
    'matrix.mtx.gz',
    firstEntries(matrixMarket(), (lines) => {
      lines[5] = '3 1 many';
    }),
    /line 6: expected a row, a column and a count, all numbers; got "3 1 many"/,
  ),
  triplet(
    'a negative count',
    'matrix.mtx.gz',
    firstEntries(matrixMarket(), (lines) => {
      lines[5] = lines[5]!.replace(/\d+$/, '-4');
    }),
    /the count of gene ".*" at spot ".*" is -4/,
  ),
  triplet(
    'NaN for a count',
    'matrix.mtx.gz',
    firstEntries(matrixMarket().replace('integer', 'real'), (lines) => {
      lines[5] = lines[5]!.replace(/\d+$/, 'nan');
    }),
    /the count of gene ".*" at spot ".*" is NaN/,
  ),
  triplet(
    'a row 0',
    'matrix.mtx.gz',
    firstEntries(matrixMarket(), (lines) => {
      lines[5] = '0 1 1';
    }),
    /line 6: row 0 is not from 1 to 6/,
  ),
  triplet(
    'a column beyond the barcodes',
    'matrix.mtx.gz',
    firstEntries(matrixMarket(), (lines) => {
      lines[5] = '1 19 1';
    }),
    /line 6: column 19 is not from 1 to 18/,
  ),
  triplet(
    'an entry twice',
    'matrix.mtx.gz',
    firstEntries(matrixMarket(), (lines) => {
      lines[5] = lines[4]!;
    }),
    /is there twice/,
  ),
  triplet(
    'a barcode twice',
    'barcodes.tsv.gz',
    barcodesTsv().replace(barcodes[3]!, barcodes[0]!),
    /barcode ".*" comes twice, as 1 and 4/,
  ),
  triplet(
    'genes without ids',
    'features.tsv.gz',
    'Penk\nDoc2g\n',
    /line 1: expected an id, a symbol and a type, separated by tabs; got "Penk"/,
  ),

  h5adBytes('an HTML page', html, /expected HDF5; this is an HTML or XML page/),
  h5adBytes('a Git LFS pointer', pointer, /expected HDF5; this is a Git LFS pointer/),
  h5adBytes('an empty file', '', /the file is empty \(0 bytes\)/),
  h5adBytes('a gzipped h5ad', gzipSync('x'), /expected HDF5; this is gzip: unpack the file first/),
  h5adBytes('a zip of zarr', 'PK\u0003\u0004', /this is a zip archive/),
  h5adBytes('another format', 'PAR1', /expected HDF5; the file begins with the bytes 50 41 52 31/),
  {
    format: 'AnnData',
    what: 'a file cut short',
    make: async (folder) => {
      await writeH5ad(join(folder, 'a.h5ad'));
      await truncate(join(folder, 'a.h5ad'), 5000);
    },
    message: /cannot be opened as HDF5, get the file again \(truncated file/,
  },
  {
    format: 'AnnData',
    what: 'a damaged block',
    make: async (folder) => {
      await mkdir(folder, { recursive: true });
      const path = join(folder, 'a.h5ad');
      await writeH5ad(
        path,
        (file) =>
          void file.create_dataset({
            name: 'layers/counts',
            data: Float32Array.from({ length: 18 * 6 }, (_, i) => i),
            shape: [18, 6],
            chunks: [18, 6],
            compression: 'gzip',
          }),
      );
      const bytes = await readFile(path);
      // zlib's header at the beginning of the packed chunk.
      const at = bytes.lastIndexOf(Buffer.from([0x78, 0x5e]));
      bytes.fill(0xff, at, at + 16);
      await writeFile(path, bytes);
    },
    options: { layer: 'counts' },
    message: /cannot read \/layers\/counts; it is packed with deflate: the file is damaged/,
  },
  {
    format: 'AnnData',
    what: 'a 10x h5 under the name of an h5ad',
    make: (folder) => writeTenxH5(join(folder, 'a.h5ad')),
    message: /expected a table \/obs; the file holds: matrix/,
  },
  {
    format: 'AnnData',
    what: "no obsm['spatial']",
    make: async (folder) => {
      const file = new File(join(folder, 'a.h5ad'), 'w');
      writeFrame(file, 'obs', barcodes, {});
      writeFrame(file, 'var', geneNames, {});
      writeNumbers(file, 'X', new Float32Array(18 * 6), [18, 6]);
      writeNumbers(writeMapping(file, 'obsm'), 'X_pca', new Float32Array(18 * 2), [18, 2]);
      file.close();
    },
    message: /expected the places of the spots in obsm\['spatial'\], \[18, 2\]; obsm holds: X_pca/,
  },
  h5ad(
    'places that are not finite',
    (file) => overwritePlace(file),
    /the place of spot ".*" in obsm\['spatial'\] is not finite/,
  ),
  h5ad(
    'a layer that is not there',
    () => {},
    /expected a matrix \/layers\/counts; the file holds: X, layers/,
    { options: { layer: 'counts' } },
  ),
  h5ad('no raw', () => {}, /expected a table \/raw\/var; the file holds/, { options: { raw: true } }),
  h5ad(
    'a negative value',
    (file) => overwrite(file, 'X/data', 2, [-1.5]),
    /the count of gene "Penk" at spot ".*" is -1\.5; .*; \/X may be scaled; counts may be in another file/,
  ),
  h5ad(
    'NaN for a value',
    (file) => overwrite(file, 'X/data', 2, [Number.NaN]),
    /the count of gene "Penk" at spot ".*" is NaN/,
  ),
  h5ad(
    'an infinite value',
    (file) => overwrite(file, 'X/data', 2, [Number.POSITIVE_INFINITY]),
    /is Infinity/,
  ),
  h5ad(
    'values that are no whole numbers',
    (file) => overwrite(file, 'X/data', 2, [0.5]),
    /\/X holds values that are no whole numbers/,
    { outcome: 'read' },
  ),
  h5ad(
    'an unsorted CSC',
    (file) => swapEntries(file),
    /the spots of 1 of 6 genes were not in order; they are sorted now/,
    { outcome: 'read' },
  ),
  h5ad('an entry twice', (file) => repeatEntry(file), /the count of gene "Penk" at spot ".*" is there twice/),
  h5ad(
    'a spot number beyond the spots',
    (file) => overwrite(file, 'X/indices', 1, [18]),
    /\/X\/indices\[1\] is 18; expected a spot, a whole number from 0 to 17/,
  ),
  h5ad(
    'an indptr that falls',
    (file) => overwrite(file, 'X/indptr', 2, [2]),
    /\/X\/indptr falls from \d+ to 2 at gene 1/,
  ),
  h5ad(
    'a shape that contradicts obs',
    (file) => attribute(file, 'X', 'shape', Int32Array.of(17, 6)),
    /\/X holds a matrix of shape \[17, 6\]; expected \[18, 6\], for 18 spots and 6 genes/,
  ),
  h5ad(
    'another encoding',
    (file) => attribute(file, 'X', 'encoding-type', 'awkward-array'),
    /expected \/X to be dense, csr_matrix or csc_matrix; its encoding-type is "awkward-array"/,
  ),
  h5ad(
    'a dense layer of another shape',
    (file) =>
      void file.create_dataset({ name: 'layers/counts', data: new Float32Array(18 * 5), shape: [18, 5] }),
    /\/layers\/counts holds floats of shape \[18, 5\]; expected \[18, 6\]/,
    { options: { layer: 'counts' } },
  ),
  h5ad(
    'a layer of texts',
    (file) =>
      void file.create_dataset({
        name: 'layers/counts',
        data: Array(18 * 6).fill('1'),
        shape: [18, 6],
        dtype: 'S',
      }),
    /expected numbers in \/layers\/counts; it holds texts of shape \[18, 6\]/,
    { options: { layer: 'counts' } },
  ),
  h5ad(
    'a spot twice',
    (file) =>
      replaceNames(file, 'obs', (names) => {
        names[3] = names[0]!;
      }),
    /spot ".*" comes twice in obs, in rows 0 and 3/,
  ),
  h5ad(
    'a gene twice',
    (file) =>
      replaceNames(file, 'var', (names) => {
        names[3] = 'Penk';
      }),
    /1 names of genes come more than once \(Penk, …\); the later ones are called Penk-1/,
    { outcome: 'read' },
  ),
  h5ad(
    'a column of another length',
    (file) => void file.create_dataset({ name: 'obs/extra', data: new Float32Array(17) }),
    /the column "extra" of \/obs has 17 values; expected 18/,
  ),
  h5ad(
    'a picture that is none',
    (file) =>
      void file.create_dataset({
        name: 'uns/spatial/sample/images/lowres',
        data: new Uint8Array(20),
        shape: [4, 5],
      }),
    /expected a picture \[height, width, 3\] in .*lowres; it holds integers of shape \[4, 5\]/,
  ),
  h5ad(
    'a picture without a scale',
    (file) =>
      void file.create_dataset({
        name: 'uns/spatial/sample/images/lowres',
        data: new Uint8Array(60),
        shape: [4, 5, 3],
      }),
    /lowres has no scale: scalefactors\/tissue_lowres_scalef is missing/,
  ),
  h5ad(
    'the picture of another tissue',
    (file) => {
      file.create_dataset({
        name: 'uns/spatial/sample/images/lowres',
        data: new Uint8Array(60),
        shape: [4, 5, 3],
      });
      file.create_dataset({
        name: 'uns/spatial/sample/scalefactors/tissue_lowres_scalef',
        data: 0.2,
        shape: [],
        dtype: '<d',
      });
    },
    /of 18 spots \(.*\) lie beside the image "lowres" of 5×4 pixels/,
  ),
  h5ad(
    'two libraries and none chosen',
    (file) => void file.create_group('uns/spatial/second'),
    /has 2 libraries \(sample, second\); choose one with \{ library \}/,
  ),
  h5ad(
    'a library that is not there',
    () => {},
    /expected a group \/uns\/spatial\/other; \/uns\/spatial holds sample/,
    { options: { library: 'other' } },
  ),
];

function overwritePlace(file: File): void {
  const places = file.get('obsm/spatial') as Dataset;
  places.write_slice(
    [
      [4, 5],
      [0, 2],
    ],
    [1, Number.NaN],
  );
}

const values = (file: File, path: string) => Array.from((file.get(path) as Dataset).value as Float32Array);

function swapEntries(file: File): void {
  for (const path of ['X/indices', 'X/data']) {
    const [first, second] = values(file, path);
    overwrite(file, path, 0, [second!, first!]);
  }
}

function repeatEntry(file: File): void {
  overwrite(file, 'X/indices', 1, values(file, 'X/indices').slice(0, 1));
}

/** Texts of any length cannot be overwritten: the table gets another index. */
function replaceNames(file: File, frame: 'obs' | 'var', change: (names: string[]) => void): void {
  const group = file.get(frame) as Group;
  const names = [...((file.get(`${frame}/_index`) as Dataset).value as string[])];
  change(names);
  group.create_dataset({ name: 'other_index', data: names, dtype: 'S' });
  attribute(file, frame, '_index', 'other_index');
}
