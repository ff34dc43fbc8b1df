import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Dataset, File, type Group } from 'h5wasm/node';
import { openAnnData } from '../src/spatial/anndata/anndata-from-path.js';
import type { SpatialCounts } from '../src/spatial/spatial-counts.js';
import { openOlfactoryBulb } from '../src/spatial/st/olfactory-bulb.js';
import { openVisium } from '../src/spatial/visium/visium-from-folder.js';
import { writeFrame, writeMapping, writeNumbers } from './h5wasm-elements.js';
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

/** The format of a broken input. */
export type SpatialFormat = 'ST' | 'Visium h5' | 'Visium mtx' | 'AnnData';

/** An input that is broken in one way, and its error. */
export interface BrokenSpatialFile {
  readonly format: SpatialFormat;
  readonly what: string;
  /** Writes the input into an empty folder. */
  readonly make: (folder: string) => Promise<void>;
  readonly options?: { readonly layer?: string; readonly raw?: boolean; readonly library?: string };
  /** The message of the error, or of the warning if the outcome is `'read'`. */
  readonly message: RegExp;
  readonly outcome?: 'read';
}

/** Reads what `make` wrote. */
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

/** Every kind of broken spatial data that the readers detect. The test of the 2016 format has 30 more. */
export const brokenSpatialFiles: readonly BrokenSpatialFile[] = [
  st(
    'truncated gzip',
    gzipSync(stTable).subarray(0, 30),
    /^readSpatialTranscriptomics: .*\/Rep1_MOB_count_matrix-1\.tsv\.gz: the gzip data are truncated or damaged; download or copy the file again\.$/,
  ),
  st(
    'an HTML page',
    html,
    /^readSpatialTranscriptomics: .*\/Rep1_MOB_count_matrix-1\.tsv\.gz: expected a table; this is an HTML page; the download failed, download the file again\.$/,
  ),
  st(
    'a Git LFS pointer',
    pointer,
    /^readSpatialTranscriptomics: .*\/Rep1_MOB_count_matrix-1\.tsv\.gz: expected a table; this is a Git LFS pointer; fetch the file itself with git lfs pull\.$/,
  ),
  st(
    'a ragged row',
    '\tPenk\tDoc2g\n1x1\t1\n',
    /^readSpatialTranscriptomics: .*\/Rep1_MOB_count_matrix-1\.tsv\.gz, line 2: expected 3 columns as in the header; got 2; the file is truncated, or the row was edited\.$/,
  ),
  st(
    'a count that is a word',
    '\tPenk\n1x1\tmany\n',
    /^readSpatialTranscriptomics: .*\/Rep1_MOB_count_matrix-1\.tsv\.gz, line 2, column 2 \(Penk\): a count must be a finite float32 number of at least 0; got "many"\.$/,
  ),
  st(
    'a negative count',
    '\tPenk\n1x1\t-1\n',
    /^readSpatialTranscriptomics: .*\/Rep1_MOB_count_matrix-1\.tsv\.gz, line 2, column 2 \(Penk\): a count must be a finite float32 number of at least 0; got "-1"\.$/,
  ),
  st(
    'NaN instead of a count',
    '\tPenk\n1x1\tNaN\n',
    /^readSpatialTranscriptomics: .*\/Rep1_MOB_count_matrix-1\.tsv\.gz, line 2, column 2 \(Penk\): a count must be a finite float32 number of at least 0; got "NaN"\.$/,
  ),
  st(
    'a duplicate spot',
    '\tPenk\n1x1\t1\n1x1\t1\n',
    /^readSpatialTranscriptomics: .*\/Rep1_MOB_count_matrix-1\.tsv\.gz, line 3: spot "1x1" is a duplicate of line 2; keep one of the two\.$/,
  ),
  st(
    'a duplicate gene',
    '\tPenk\tPenk\n1x1\t1\t1\n',
    /^readSpatialTranscriptomics: .*\/Rep1_MOB_count_matrix-1\.tsv\.gz, line 1, column 3: gene "Penk" is a duplicate of column 2; merge or rename one of the two\.$/,
  ),
  stWith(
    'a transformation of eight numbers',
    'Rep1_MOB_transformation.txt',
    '1 0 0 0 1 0 0 0\n',
    /^readSpotTransformation: .*\/Rep1_MOB_transformation\.txt: expected nine numbers, a 3×3 matrix in row order; got 8: "1 0 0 0 1 0 0 0"\.$/,
  ),
  stWith(
    'a transformation with a word',
    'Rep1_MOB_transformation.txt',
    '1 0 0 0 x 0 0 0 1\n',
    /^readSpotTransformation: .*\/Rep1_MOB_transformation\.txt: expected nine numbers, a 3×3 matrix in row order; got 9: "1 0 0 0 x 0 0 0 1"\.$/,
  ),
  stWith(
    'a singular transformation',
    'Rep1_MOB_transformation.txt',
    '1 1 0 1 1 0 0 0 1\n',
    /^readSpotTransformation: .*\/Rep1_MOB_transformation\.txt: the matrix must be invertible; 1 1 0 1 1 0 0 0 1 maps the array onto a line or a point; download or copy the file again\.$/,
  ),
  stWith(
    'a transformation that puts a spot at infinity',
    'Rep1_MOB_transformation.txt',
    '1 0 1 0 1 0 0 0 -1\n',
    /^openOlfactoryBulb: .*\/Rep1_MOB_transformation\.txt: the transformation must give finite positions; it puts spot "1x1" at infinity; use another transformation\.$/,
  ),
  stWith(
    'labels of another replicate',
    'Rep2_layers.tsv',
    'spot\tLayer\n9x9\tGCL\n',
    /^openOlfactoryBulb: .*\/Rep2_layers\.tsv: expected a label for at least one spot; none of the 2 spots \(1x1, …\) is among the 1 labels \(9x9, …\); use the labels of the same replicate\.$/,
  ),

  {
    format: 'Visium h5',
    what: 'an empty folder',
    make: async () => {},
    message:
      /^openVisium: expected filtered_feature_bc_matrix\.h5 or matrix\.mtx\.gz in .*; the folder has no files\.$/,
  },
  {
    format: 'Visium h5',
    what: 'two samples in a folder',
    make: async (folder) => {
      await writeVisium(join(folder, 'a'), 'h5');
      await writeVisium(join(folder, 'b'), 'h5');
    },
    message:
      /^openVisium: expected the files of one sample in .*; it has 2 samples: a, b; pass \{ sample: 'a' \}, or open the folder of one sample\.$/,
  },
  {
    format: 'Visium h5',
    what: 'a truncated h5',
    make: async (folder) => {
      await writeVisium(folder, 'h5');
      await truncate(join(folder, 'filtered_feature_bc_matrix.h5'), 4000);
    },
    message:
      /^openVisium: filtered_feature_bc_matrix\.h5: expected an HDF5 file; it is cut off after 4000 of 7044 bytes; download or copy the file again\.$/,
  },
  visium(
    'Visium h5',
    'an HTML page instead of the h5',
    (files) => {
      files['filtered_feature_bc_matrix.h5'] = html;
    },
    /^openVisium: filtered_feature_bc_matrix\.h5: expected an HDF5 file; this is an HTML page; the download failed, download the file again\.$/,
  ),
  visium(
    'Visium h5',
    'a Git LFS pointer instead of the h5',
    (files) => {
      files['filtered_feature_bc_matrix.h5'] = pointer;
    },
    /: expected an HDF5 file; this is a Git LFS pointer; fetch the file itself with git lfs pull\.$/,
  ),
  visium(
    'Visium h5',
    'an empty h5',
    (files) => {
      files['filtered_feature_bc_matrix.h5'] = '';
    },
    /: expected an HDF5 file; this is an empty file; download or copy the file again\.$/,
  ),
  {
    format: 'Visium h5',
    what: 'an .h5ad with the name of the h5',
    make: async (folder) => {
      await writeVisium(folder, 'h5');
      await writeH5ad(join(folder, 'filtered_feature_bc_matrix.h5'));
    },
    message:
      /^openVisium: filtered_feature_bc_matrix\.h5: expected a feature-barcode matrix of 10x Genomics; this is an \.h5ad file of anndata; read it with openAnnData \(readAnnData in a browser\)\.$/,
  },
  tenx(
    'a negative count',
    ({ data }) => {
      data[3] = -2;
    },
    /^openVisium: filtered_feature_bc_matrix\.h5: the count of gene "Penk" at spot "ACAGTT2-1" must be a finite float32 number of at least 0; got -2; download or copy the file again\.$/,
  ),
  tenx(
    'a gene index out of range',
    ({ indices }) => {
      indices[2] = 6;
    },
    /^openVisium: filtered_feature_bc_matrix\.h5: \/matrix\/indices\[2\] must be the number of a gene, a whole number from 0 to 5; got 6\.$/,
  ),
  tenx(
    'a negative gene index',
    ({ indices }) => {
      indices[2] = -1;
    },
    /^openVisium: filtered_feature_bc_matrix\.h5: \/matrix\/indices\[2\] must be the number of a gene, a whole number from 0 to 5; got -1\.$/,
  ),
  tenx(
    'a duplicate entry',
    ({ indices }) => {
      indices[1] = indices[0]!;
    },
    /^openVisium: filtered_feature_bc_matrix\.h5: expected one entry per gene and spot; gene "Doc2g" at spot "ACAATT0-1" has a duplicate\.$/,
  ),
  tenx(
    'an indptr that falls',
    ({ indptr }) => {
      indptr[2] = 1;
    },
    /^openVisium: filtered_feature_bc_matrix\.h5: \/matrix\/indptr must never fall; it falls from 3 to 1 at spot 1\.$/,
  ),
  tenx(
    'an indptr that is too short',
    ({ indptr }) => void indptr.pop(),
    /^openVisium: filtered_feature_bc_matrix\.h5: \/matrix\/indptr must have 19 numbers, for 18 spots; it has 18\.$/,
  ),
  tenx(
    'fewer data than indices',
    ({ data }) => void data.pop(),
    /^openVisium: filtered_feature_bc_matrix\.h5: expected as many entries in \/matrix\/indices as in \/matrix\/data, 65; got 66\.$/,
  ),
  tenx(
    'a shape that contradicts the names',
    ({ shape }) => {
      shape[1] = 17;
    },
    /^openVisium: filtered_feature_bc_matrix\.h5: expected a matrix of shape \[6, 18\], for 6 features and 18 barcodes; got \[6, 17\]\.$/,
  ),
  tenx(
    'a duplicate barcode',
    (parts) => {
      parts.barcodes[4] = parts.barcodes[1]!;
    },
    /^openVisium: filtered_feature_bc_matrix\.h5: barcodes must be unique; barcodes 2 and 5 are both "ACAGTT2-1"; keep one of the two\.$/,
  ),
  tenx(
    'a duplicate gene id',
    ({ features }) => {
      features[3]!.id = features[2]!.id;
    },
    /^openVisium: filtered_feature_bc_matrix\.h5: feature ids must be unique; features 3 and 4 are both "ENSMUSG00000000002"; merge or rename one of them\.$/,
  ),
  tenx(
    'a gene symbol shared by two ids',
    ({ features }) => {
      features[3]!.name = 'Penk';
    },
    /^openVisium: filtered_feature_bc_matrix\.h5: gene symbols that several ids share are made unique \(Penk becomes Penk-1 and so on; 1 such symbols\)\.$/,
    'read',
  ),
  tenx(
    'features that are not genes',
    ({ features }) => {
      features[1]!.type = 'Antibody Capture';
    },
    /^openVisium: filtered_feature_bc_matrix\.h5: features that are not genes are left out \(1 of 6\)\.$/,
    'read',
  ),
  tenx(
    'no genes',
    ({ features }) =>
      features.forEach((feature) => {
        feature.type = 'Antibody Capture';
      }),
    /^openVisium: filtered_feature_bc_matrix\.h5: expected features of type "Gene Expression"; the types are: Antibody Capture\.$/,
  ),
  tenx(
    'barcodes of another sample',
    (parts) => {
      parts.barcodes = parts.barcodes.map((_, i) => `GGGG${i}-1`);
    },
    /^openVisium: spatial\/tissue_positions\.csv: expected a position for every barcode of filtered_feature_bc_matrix\.h5; 18 of 18 \(GGGG0-1, …\) have none among its 19 barcodes \(ACTTTT7-1, …\); use two files of one sample\.$/,
  ),
  tenx(
    'one barcode without a place',
    (parts) => {
      parts.barcodes[7] = 'GGGG-1';
    },
    /^openVisium: spatial\/tissue_positions\.csv: expected a position for every barcode of filtered_feature_bc_matrix\.h5; 1 of 18 \(GGGG-1, …\) have none among its 19 barcodes \(ACTTTT7-1, …\); use two files of one sample\.$/,
  ),
  without(
    'Visium h5',
    'spatial/tissue_positions.csv',
    /^openVisium: expected spatial\/tissue_positions\.csv, tissue_positions_list\.csv or tissue_positions\.parquet in .*; open10x reads counts without positions; the folder has filtered_feature_bc_matrix\.h5, scalefactors_json\.json, tissue_hires_image\.png, tissue_lowres_image\.png\.$/,
  ),
  without(
    'Visium h5',
    'spatial/scalefactors_json.json',
    /^openVisium: expected scalefactors_json\.json in .*, with the scale of spatial\/tissue_hires_image\.png; there is no such file; add it, or pass \{ images: false \} to read the counts without pictures\.$/,
  ),
  visium(
    'Visium h5',
    'positions of Visium HD that are cut off',
    (files) => {
      delete files['spatial/tissue_positions.csv'];
      files['spatial/tissue_positions.parquet'] = 'PAR1';
    },
    /^openVisium: spatial\/tissue_positions\.parquet: expected a Parquet file; it is cut off; download or copy the file again\.$/,
  ),
  spatialFile(
    'positions without a column',
    'tissue_positions.csv',
    positionsCsv(true).replace('array_col', 'arraycol'),
    /^openVisium: spatial\/tissue_positions\.csv, line 1: expected a column "array_col" in the header; valid columns: barcode, in_tissue, array_row, arraycol, pxl_row_in_fullres, pxl_col_in_fullres\.$/,
  ),
  spatialFile(
    'a ragged row of positions',
    'tissue_positions.csv',
    `${positionsCsv(true)}AAAA-1,1,0\n`,
    /^openVisium: spatial\/tissue_positions\.csv, line 21: expected 6 columns; got 3\.$/,
  ),
  spatialFile(
    'a position that is a word',
    'tissue_positions.csv',
    positionsCsv(true).replace(',5120\n', ',here\n'),
    /^openVisium: spatial\/tissue_positions\.csv, line 20: pxl_col_in_fullres must be a finite number; got "here"\.$/,
  ),
  spatialFile(
    'a duplicate barcode in the positions',
    'tissue_positions.csv',
    `${positionsCsv(true)}NOTISSUE-1,0,1,1,1,1\n`,
    /^openVisium: spatial\/tissue_positions\.csv, line 21: barcode "NOTISSUE-1" is a duplicate; keep one of the two lines\.$/,
  ),
  spatialFile(
    'a spot that is not on the hexagonal grid',
    'tissue_positions.csv',
    positionsCsv(true).replace(',70,100,', ',70,101,'),
    /^openVisium: spatial\/tissue_positions\.csv, line 20: array_col must be even in even rows and odd in odd rows; got array_row 70 and array_col 101\.$/,
  ),
  spatialFile(
    'an HTML page instead of the positions',
    'tissue_positions.csv',
    html,
    /^openVisium: spatial\/tissue_positions\.csv: expected a table; this is an HTML page; the download failed, download the file again\.$/,
  ),
  spatialFile(
    'truncated scale factors',
    'scalefactors_json.json',
    '{"spot_diameter_fullres": 60, ',
    /^openVisium: spatial\/scalefactors_json\.json: expected JSON; parsing fails with ".*"; download or copy the file again\.$/,
  ),
  spatialFile(
    'scale factors without the spots',
    'scalefactors_json.json',
    '{"tissue_hires_scalef": 1}',
    /^openVisium: spatial\/scalefactors_json\.json: expected spot_diameter_fullres; the file has tissue_hires_scalef\.$/,
  ),
  spatialFile(
    'a scale of 0',
    'scalefactors_json.json',
    scaleFactorsJson().replace('0.2', '0'),
    /^openVisium: spatial\/scalefactors_json\.json: tissue_hires_scalef must be a finite number above 0; got 0\.$/,
  ),
  spatialFile(
    'a picture without a scale',
    'scalefactors_json.json',
    scaleFactorsJson().replace('lowres', 'low'),
    /^openVisium: scalefactors_json\.json: expected tissue_lowres_scalef, the scale of spatial\/tissue_lowres_image\.png; the file has tissue_hires_scalef, tissue_low_scalef; pass \{ images: false \} to read the counts without pictures\.$/,
  ),
  spatialFile(
    'an HTML page instead of a picture',
    'tissue_hires_image.png',
    html,
    /^openVisium: spatial\/tissue_hires_image\.png: expected a picture; this is an HTML page; the download failed, download the file again\.$/,
  ),
  spatialFile(
    'a picture of another format',
    'tissue_hires_image.png',
    'GIF89a',
    /^openVisium: spatial\/tissue_hires_image\.png: expected a JPEG, PNG, PGM or PPM; the file begins with the bytes 47 49 46 38 39 61; convert the picture\.$/,
  ),
  spatialFile(
    'the picture of another tissue',
    'tissue_hires_image.png',
    png(31, 20),
    /^openVisium: spatial\/scalefactors_json\.json: 17 of 18 spots \(ACAGTT2-1, …\) are outside the image "hires" of 31×20 pixels at scale 0\.2; use the picture of this tissue, and the scale of this picture, or pass \{ images: false \} to read the counts without pictures\.$/,
  ),

  without(
    'Visium mtx',
    'filtered_feature_bc_matrix/barcodes.tsv.gz',
    /^openVisium: expected barcodes\.tsv\.gz in .*; the folder has features\.tsv\.gz, matrix\.mtx\.gz, scalefactors_json\.json, tissue_hires_image\.png, tissue_lowres_image\.png, tissue_positions_list\.csv\.$/,
  ),
  without(
    'Visium mtx',
    'filtered_feature_bc_matrix/features.tsv.gz',
    /^openVisium: expected features\.tsv\.gz or genes\.tsv in .*; the folder has barcodes\.tsv\.gz, matrix\.mtx\.gz, scalefactors_json\.json, tissue_hires_image\.png, tissue_lowres_image\.png, tissue_positions_list\.csv\.$/,
  ),
  triplet(
    'truncated gzip',
    'matrix.mtx.gz',
    gzipSync(matrixMarket()).subarray(0, 80),
    /^openVisium: filtered_feature_bc_matrix\/matrix\.mtx\.gz: the gzip data are truncated or damaged; download or copy the file again\.$/,
  ),
  triplet(
    'an HTML page',
    'matrix.mtx.gz',
    html,
    /^openVisium: filtered_feature_bc_matrix\/matrix\.mtx\.gz: expected a Matrix Market file; this is an HTML page; the download failed, download the file again\.$/,
  ),
  triplet(
    'a Git LFS pointer',
    'matrix.mtx.gz',
    pointer,
    /^openVisium: filtered_feature_bc_matrix\/matrix\.mtx\.gz: expected a Matrix Market file; this is a Git LFS pointer; fetch the file itself with git lfs pull\.$/,
  ),
  triplet(
    'another kind of Matrix Market',
    'matrix.mtx.gz',
    matrixMarket().replace('coordinate', 'array'),
    /^openVisium: filtered_feature_bc_matrix\/matrix\.mtx\.gz: expected "matrix coordinate integer general" or "matrix coordinate real general"; got "matrix array integer general"\.$/,
  ),
  triplet(
    'no line with the size',
    'matrix.mtx.gz',
    '%%MatrixMarket matrix coordinate integer general\n%\n',
    /^openVisium: filtered_feature_bc_matrix\/matrix\.mtx\.gz: expected a line with the size; the file ends before it; download or copy the file again\.$/,
  ),
  triplet(
    'dimensions that contradict the names',
    'matrix.mtx.gz',
    matrixMarket().replace('6 18 ', '6 17 '),
    /^openVisium: filtered_feature_bc_matrix\/matrix\.mtx\.gz, line 3: expected a matrix of 6 features × 18 barcodes; got 6 × 17; use three files of one sample\.$/,
  ),
  triplet(
    'fewer entries than announced',
    'matrix.mtx.gz',
    firstEntries(matrixMarket(), (lines) => lines.splice(-3)),
    /^openVisium: filtered_feature_bc_matrix\/matrix\.mtx\.gz: expected 66 entries as announced; the file ends after 64; download or copy the file again\.$/,
  ),
  triplet(
    'more entries than announced',
    'matrix.mtx.gz',
    `${matrixMarket()}1 1 1\n`,
    /^openVisium: filtered_feature_bc_matrix\/matrix\.mtx\.gz, line 70: expected 66 entries as announced; the file has more; download or copy the file again\.$/,
  ),
  triplet(
    'a ragged entry',
    'matrix.mtx.gz',
    firstEntries(matrixMarket(), (lines) => {
      lines[5] = '3 1';
    }),
    /^openVisium: filtered_feature_bc_matrix\/matrix\.mtx\.gz, line 6: expected three numbers \(row, column, count\); got "3 1"\.$/,
  ),
  triplet(
    'a count that is a word',
    'matrix.mtx.gz',
    firstEntries(matrixMarket(), (lines) => {
      lines[5] = '3 1 many';
    }),
    /^openVisium: filtered_feature_bc_matrix\/matrix\.mtx\.gz, line 6: expected three numbers \(row, column, count\); got "3 1 many"\.$/,
  ),
  triplet(
    'a negative count',
    'matrix.mtx.gz',
    firstEntries(matrixMarket(), (lines) => {
      lines[5] = lines[5]!.replace(/\d+$/, '-4');
    }),
    /^openVisium: filtered_feature_bc_matrix\/matrix\.mtx\.gz: the count of gene "Meg3" at spot "ACAATT0-1" must be a finite float32 number of at least 0; got -4; download or copy the file again\.$/,
  ),
  triplet(
    'NaN instead of a count',
    'matrix.mtx.gz',
    firstEntries(matrixMarket().replace('integer', 'real'), (lines) => {
      lines[5] = lines[5]!.replace(/\d+$/, 'nan');
    }),
    /^openVisium: filtered_feature_bc_matrix\/matrix\.mtx\.gz: the count of gene "Meg3" at spot "ACAATT0-1" must be a finite float32 number of at least 0; got NaN; download or copy the file again\.$/,
  ),
  triplet(
    'a row 0',
    'matrix.mtx.gz',
    firstEntries(matrixMarket(), (lines) => {
      lines[5] = '0 1 1';
    }),
    /^openVisium: filtered_feature_bc_matrix\/matrix\.mtx\.gz, line 6: the row must be a whole number from 1 to 6; got 0\.$/,
  ),
  triplet(
    'a column out of range',
    'matrix.mtx.gz',
    firstEntries(matrixMarket(), (lines) => {
      lines[5] = '1 19 1';
    }),
    /^openVisium: filtered_feature_bc_matrix\/matrix\.mtx\.gz, line 6: the column must be a whole number from 1 to 18; got 19\.$/,
  ),
  triplet(
    'a duplicate entry',
    'matrix.mtx.gz',
    firstEntries(matrixMarket(), (lines) => {
      lines[5] = lines[4]!;
    }),
    /^openVisium: filtered_feature_bc_matrix\/matrix\.mtx\.gz: expected one entry per gene and spot; gene "Kctd12" at spot "ACAATT0-1" has a duplicate\.$/,
  ),
  triplet(
    'a duplicate barcode',
    'barcodes.tsv.gz',
    barcodesTsv().replace(barcodes[3]!, barcodes[0]!),
    /^openVisium: filtered_feature_bc_matrix\/matrix\.mtx\.gz: barcodes must be unique; barcodes 1 and 4 are both "ACAATT0-1"; keep one of the two\.$/,
  ),
  triplet(
    'genes without ids',
    'features.tsv.gz',
    'Penk\nDoc2g\n',
    /^openVisium: filtered_feature_bc_matrix\/features\.tsv\.gz, line 1: expected an id, a symbol and a type, separated by tabs; got "Penk"\.$/,
  ),

  h5adBytes(
    'an HTML page',
    html,
    /^openAnnData: .*\/a\.h5ad: expected an HDF5 file; this is an HTML page; the download failed, download the file again\.$/,
  ),
  h5adBytes(
    'a Git LFS pointer',
    pointer,
    /: expected an HDF5 file; this is a Git LFS pointer; fetch the file itself with git lfs pull\.$/,
  ),
  h5adBytes(
    'an empty file',
    '',
    /: expected an HDF5 file; this is an empty file; download or copy the file again\.$/,
  ),
  h5adBytes(
    'a gzipped h5ad',
    gzipSync('x'),
    /^openAnnData: .*\/a\.h5ad: expected an HDF5 file; this is gzip; unpack the file with gunzip first\.$/,
  ),
  h5adBytes(
    'a zip of zarr',
    'PK\u0003\u0004',
    /^openAnnData: .*\/a\.h5ad: expected an HDF5 file; this is a zip archive; unpack an \.h5ad from it first; a Zarr store is not supported, convert it in Python: anndata\.read_zarr\("a\.zarr\.zip"\)\.write_h5ad\("a\.h5ad"\)\.$/,
  ),
  h5adBytes(
    'another format',
    'PAR1',
    /^openAnnData: .*\/a\.h5ad: expected an HDF5 file; the file begins with the bytes 50 41 52 31; check that this is the right file\.$/,
  ),
  {
    format: 'AnnData',
    what: 'a truncated file',
    make: async (folder) => {
      await writeH5ad(join(folder, 'a.h5ad'));
      await truncate(join(folder, 'a.h5ad'), 5000);
    },
    message:
      /^openAnnData: .*\/a\.h5ad: expected an HDF5 file; it is cut off after 5000 of 46365 bytes; download or copy the file again\.$/,
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
      // zlib's header at the beginning of the compressed chunk.
      const at = bytes.lastIndexOf(Buffer.from([0x78, 0x5e]));
      bytes.fill(0xff, at, at + 16);
      await writeFile(path, bytes);
    },
    options: { layer: 'counts' },
    message:
      /^openAnnData: .*\/a\.h5ad: cannot read \/layers\/counts \(compressed with deflate\); the HDF5 library reports ".*"; the file is damaged; download or copy it again\.$/,
  },
  {
    format: 'AnnData',
    what: 'a 10x h5 with the name of an h5ad',
    make: (folder) => writeTenxH5(join(folder, 'a.h5ad')),
    message:
      /^openAnnData: .*\/a\.h5ad: expected an \.h5ad file; this is a feature-barcode matrix of 10x Genomics; read it with open10x \(read10x in a browser\), or its folder with openVisium if the spots have positions\.$/,
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
    message:
      /^openAnnData: .*\/a\.h5ad: expected the positions of the spots in obsm\['spatial'\], \[18, 2\]; valid keys of obsm: X_pca; pass the key of the positions as \{ spatial \}; for cells without positions pass \{ spatial: false \}\.$/,
  },
  h5ad(
    'places that are not finite',
    (file) => overwritePlace(file),
    /^openAnnData: .*\/a\.h5ad: expected finite positions in obsm\['spatial'\]; the position of spot "ACAATT8-1" has NaN\.$/,
  ),
  h5ad(
    'a missing layer',
    () => {},
    /^openAnnData: .*\/a\.h5ad: expected a matrix \/layers\/counts; the file holds X, layers, obs, obsm, obsp, uns, var, varm, varp\.$/,
    { options: { layer: 'counts' } },
  ),
  h5ad(
    'a missing raw',
    () => {},
    /^openAnnData: .*\/a\.h5ad: expected a table \/raw\/var; the file holds X, layers, obs, obsm, obsp, uns, var, varm, varp\.$/,
    { options: { raw: true } },
  ),
  h5ad(
    'a negative value',
    (file) => overwrite(file, 'X/data', 2, [-1.5]),
    /^openAnnData: .*\/a\.h5ad: the count of gene "Penk" at spot "ACAGTT6-1" must be a finite float32 number of at least 0; got -1\.5; \/X may be scaled; the counts may be in another file\.$/,
  ),
  h5ad(
    'NaN instead of a value',
    (file) => overwrite(file, 'X/data', 2, [Number.NaN]),
    /^openAnnData: .*\/a\.h5ad: the count of gene "Penk" at spot "ACAGTT6-1" must be a finite float32 number of at least 0; got NaN; \/X may be scaled; the counts may be in another file\.$/,
  ),
  h5ad(
    'an infinite value',
    (file) => overwrite(file, 'X/data', 2, [Number.POSITIVE_INFINITY]),
    /^openAnnData: .*\/a\.h5ad: the count of gene "Penk" at spot "ACAGTT6-1" must be a finite float32 number of at least 0; got Infinity; \/X may be scaled; the counts may be in another file\.$/,
  ),
  h5ad(
    'values that are not whole numbers',
    (file) => overwrite(file, 'X/data', 2, [0.5]),
    /^openAnnData: .*\/a\.h5ad: \/X has values that are not whole numbers; it may be normalised or log-transformed\.$/,
    { outcome: 'read' },
  ),
  h5ad(
    'an unsorted CSC',
    (file) => swapEntries(file),
    /^openAnnData: .*\/a\.h5ad: the spots of 1 of 6 genes are not in ascending order in the file; they get sorted\.$/,
    { outcome: 'read' },
  ),
  h5ad(
    'a duplicate entry',
    (file) => repeatEntry(file),
    /^openAnnData: .*\/a\.h5ad: expected one entry per gene and spot; gene "Penk" at spot "ACAGTT2-1" has a duplicate\.$/,
  ),
  h5ad(
    'a spot index out of range',
    (file) => overwrite(file, 'X/indices', 1, [18]),
    /^openAnnData: .*\/a\.h5ad: \/X\/indices\[1\] must be the number of a spot, a whole number from 0 to 17; got 18\.$/,
  ),
  h5ad(
    'an indptr that falls',
    (file) => overwrite(file, 'X/indptr', 2, [2]),
    /^openAnnData: .*\/a\.h5ad: \/X\/indptr must never fall; it falls from 13 to 2 at gene 1\.$/,
  ),
  h5ad(
    'a shape that contradicts obs',
    (file) => attribute(file, 'X', 'shape', Int32Array.of(17, 6)),
    /^openAnnData: .*\/a\.h5ad: expected \/X of shape \[18, 6\], for 18 spots and 6 genes; it holds a matrix of shape \[17, 6\]\.$/,
  ),
  h5ad(
    'another encoding',
    (file) => attribute(file, 'X', 'encoding-type', 'awkward-array'),
    /^openAnnData: .*\/a\.h5ad: expected \/X to be dense, csr_matrix or csc_matrix; its encoding-type is "awkward-array"\.$/,
  ),
  h5ad(
    'a dense layer of another shape',
    (file) =>
      void file.create_dataset({ name: 'layers/counts', data: new Float32Array(18 * 5), shape: [18, 5] }),
    /^openAnnData: .*\/a\.h5ad: expected \/layers\/counts of shape \[18, 6\], for 18 spots and 6 genes; it holds floats of shape \[18, 5\]\.$/,
    { options: { layer: 'counts' } },
  ),
  h5ad(
    'a layer of strings',
    (file) =>
      void file.create_dataset({
        name: 'layers/counts',
        data: Array(18 * 6).fill('1'),
        shape: [18, 6],
        dtype: 'S',
      }),
    /^openAnnData: .*\/a\.h5ad: expected numbers in \/layers\/counts; it holds strings of shape \[18, 6\]\.$/,
    { options: { layer: 'counts' } },
  ),
  h5ad(
    'a duplicate spot',
    (file) =>
      replaceNames(file, 'obs', (names) => {
        names[3] = names[0]!;
      }),
    /^openAnnData: .*\/a\.h5ad: the names of spots must be unique; rows 0 and 3 of obs are both "ACAATT0-1"; make them unique in Python \(adata\.obs_names_make_unique\(\)\)\.$/,
  ),
  h5ad(
    'a duplicate gene',
    (file) =>
      replaceNames(file, 'var', (names) => {
        names[3] = 'Penk';
      }),
    /^openAnnData: .*\/a\.h5ad: duplicate gene names are made unique, as by var_names_make_unique \(Penk becomes Penk-1 and so on; 1 such names\)\.$/,
    { outcome: 'read' },
  ),
  h5ad(
    'a column of another length',
    (file) => void file.create_dataset({ name: 'obs/extra', data: new Float32Array(17) }),
    /^openAnnData: .*\/a\.h5ad: expected 18 values in column "extra" of \/obs; got 17\.$/,
  ),
  h5ad(
    'an array that is not a picture',
    (file) =>
      void file.create_dataset({
        name: 'uns/spatial/sample/images/lowres',
        data: new Uint8Array(20),
        shape: [4, 5],
      }),
    /^openAnnData: .*\/a\.h5ad: expected a picture \[height, width, 3\] in \/uns\/spatial\/sample\/images\/lowres; it holds integers of shape \[4, 5\]; pass \{ images: false \} to read the counts without pictures\.$/,
  ),
  h5ad(
    'a picture without a scale',
    (file) =>
      void file.create_dataset({
        name: 'uns/spatial/sample/images/lowres',
        data: new Uint8Array(60),
        shape: [4, 5, 3],
      }),
    /^openAnnData: .*\/a\.h5ad: expected scalefactors\/tissue_lowres_scalef, the scale of \/uns\/spatial\/sample\/images\/lowres; it is missing; pass \{ images: false \} to read the counts without pictures\.$/,
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
    /^openAnnData: .*\/a\.h5ad: 18 of 18 spots \(ACAATT0-1, …\) are outside the image "lowres" of 5×4 pixels at scale 0\.2; use the picture of this tissue, and the scale of this picture, or pass \{ images: false \} to read the counts without pictures\.$/,
  ),
  h5ad(
    'two libraries and none chosen',
    (file) => void file.create_group('uns/spatial/second'),
    /^openAnnData: .*\/a\.h5ad: expected one library in uns\['spatial'\]; it has 2: sample, second; choose one with \{ library \}\.$/,
  ),
  h5ad(
    'a missing library',
    () => {},
    /^openAnnData: .*\/a\.h5ad: expected the library "other" in uns\['spatial'\]; valid libraries: sample\.$/,
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

/** Variable-length strings cannot be overwritten, so the table gets a new index. */
function replaceNames(file: File, frame: 'obs' | 'var', change: (names: string[]) => void): void {
  const group = file.get(frame) as Group;
  const names = [...((file.get(`${frame}/_index`) as Dataset).value as string[])];
  change(names);
  group.create_dataset({ name: 'other_index', data: names, dtype: 'S' });
  attribute(file, frame, '_index', 'other_index');
}
