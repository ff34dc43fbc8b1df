import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { encode } from 'fast-png';
import { type Dataset, File, type Group, ready } from 'h5wasm/node';
import ndarray from 'ndarray';
import { writeAnnData } from '../src/spatial/anndata/write/write-anndata.js';
import { countsByGene } from '../src/spatial/counts-by-gene.js';
import type { SpatialCounts } from '../src/spatial/spatial-counts.js';

/** A tissue of 18 spots on Visium's array and 6 genes, one of which has no counts. */
export const spotsOfTissue = Array.from({ length: 4 }, (_, row) =>
  Array.from({ length: row % 2 === 0 ? 5 : 4 }, (_, i) => ({ row, col: 2 * i + (row % 2) })),
).flat();

export const barcodes = spotsOfTissue.map(({ row, col }) => `AC${'ACGT'[row]}${'ACGTACGTA'[col]}TT${col}-1`);
export const geneNames = ['Penk', 'Doc2g', 'Kctd12', 'Nowhere', 'Nrgn', 'Meg3'];
export const geneIds = geneNames.map((_, i) => `ENSMUSG0000000000${i}`);

/** Counts of gene g at spot s: [spots][genes]. */
export const matrix = spotsOfTissue.map((_, spot) =>
  geneNames.map((_, gene) => (gene === 3 ? 0 : ((spot * 7 + gene * 5) % 4) * (gene + 1))),
);

const features = geneNames.map((name, i) => ({ id: geneIds[i]!, name, type: 'Gene Expression' }));

/** Entries by spot, as 10x stores them. */
function bySpot() {
  const indptr = [0];
  const indices: number[] = [];
  const data: number[] = [];
  for (const row of matrix) {
    for (const [gene, count] of row.entries()) {
      if (count === 0) continue;
      indices.push(gene);
      data.push(count);
    }
    indptr.push(data.length);
  }
  return { indptr, indices, data };
}

/** The parts of a 10x matrix in HDF5, which a test may change before they are written. */
export type TenxParts = ReturnType<typeof tenxParts>;
const tenxParts = () => ({
  ...bySpot(),
  barcodes: [...barcodes],
  features: features.map((feature) => ({ ...feature })),
  shape: [geneNames.length, barcodes.length],
});

export async function writeTenxH5(path: string, change: (parts: TenxParts) => void = () => {}) {
  const parts = tenxParts();
  change(parts);
  await ready;
  await mkdir(dirname(path), { recursive: true });
  const file = new File(path, 'w');
  const group = file.create_group('matrix');
  const texts = (parent: Group, name: string, data: string[]) =>
    parent.create_dataset({ name, data, dtype: 'A24' });
  texts(group, 'barcodes', parts.barcodes);
  group.create_dataset({ name: 'data', data: Int32Array.from(parts.data), chunks: [8], compression: 'gzip' });
  group.create_dataset({ name: 'indices', data: BigInt64Array.from(parts.indices, BigInt) });
  group.create_dataset({ name: 'indptr', data: BigInt64Array.from(parts.indptr, BigInt) });
  group.create_dataset({ name: 'shape', data: Int32Array.from(parts.shape) });
  const inner = group.create_group('features');
  texts(
    inner,
    'id',
    parts.features.map(({ id }) => id),
  );
  texts(
    inner,
    'name',
    parts.features.map(({ name }) => name),
  );
  texts(
    inner,
    'feature_type',
    parts.features.map(({ type }) => type),
  );
  file.close();
}

/** The entries by spot as the text of `matrix.mtx`. */
export function matrixMarket(): string {
  const lines = matrix.flatMap((row, spot) =>
    row.flatMap((count, gene) => (count === 0 ? [] : [`${gene + 1} ${spot + 1} ${count}`])),
  );
  const head = `%%MatrixMarket matrix coordinate integer general\n%metadata_json: {"format_version": 2}\n`;
  return `${head}${geneNames.length} ${barcodes.length} ${lines.length}\n${lines.join('\n')}\n`;
}

export const barcodesTsv = () => `${barcodes.join('\n')}\n`;
const featuresTsv = () => features.map(({ id, name, type }) => `${id}\t${name}\t${type}\n`).join('');
export const scaleFactorsJson = () =>
  JSON.stringify({
    spot_diameter_fullres: 60,
    tissue_hires_scalef: 0.2,
    fiducial_diameter_fullres: 90,
    tissue_lowres_scalef: 0.05,
  });

export const placeOf = ({ row, col }: { row: number; col: number }) => ({
  x: 120 + 50 * col,
  y: 100 + 86 * row,
});
const positionsHeader = 'barcode,in_tissue,array_row,array_col,pxl_row_in_fullres,pxl_col_in_fullres\n';
/** All spots in reverse order, and one that is not under the tissue. */
export const positionsCsv = (header: boolean) => {
  const rows = spotsOfTissue.map((spot, i) => {
    const { x, y } = placeOf(spot);
    return `${barcodes[i]},1,${spot.row},${spot.col},${y},${x}`;
  });
  return `${header ? positionsHeader : ''}${rows.reverse().join('\n')}\nNOTISSUE-1,0,70,100,6120,5120\n`;
};

export const png = (width: number, height: number) =>
  encode({
    width,
    height,
    channels: 3,
    depth: 8,
    data: Uint8Array.from({ length: width * height * 3 }, (_, i) => i % 251),
  });

/** Files of a Visium folder by path. */
export type VisiumParts = Record<string, string | Uint8Array>;

/**
 * Writes a folder in the layout of Space Ranger: that of 2.0 and later with the h5, or that before 2.0 with the
 * triplet.
 */
export async function writeVisium(
  folder: string,
  form: 'h5' | 'mtx',
  change: (files: VisiumParts) => void = () => {},
): Promise<void> {
  const files: VisiumParts = {
    'spatial/scalefactors_json.json': scaleFactorsJson(),
    'spatial/tissue_hires_image.png': png(124, 80),
    'spatial/tissue_lowres_image.png': png(31, 20),
    ...(form === 'h5'
      ? { 'spatial/tissue_positions.csv': positionsCsv(true) }
      : {
          'spatial/tissue_positions_list.csv': positionsCsv(false),
          'filtered_feature_bc_matrix/matrix.mtx.gz': gzipSync(matrixMarket()),
          'filtered_feature_bc_matrix/barcodes.tsv.gz': gzipSync(barcodesTsv()),
          'filtered_feature_bc_matrix/features.tsv.gz': gzipSync(featuresTsv()),
        }),
  };
  await mkdir(folder, { recursive: true });
  if (form === 'h5') await writeTenxH5(join(folder, 'filtered_feature_bc_matrix.h5'));
  change(files);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** The same tissue as the readers must return it, without pictures. */
export function tissueCounts(): SpatialCounts {
  const rows = matrix.map((row) => {
    const found = [...row.keys()].filter((gene) => row[gene] !== 0);
    return { genes: Uint32Array.from(found), values: Float32Array.from(found, (gene) => row[gene]!) };
  });
  const axis = (pick: (spot: { row: number; col: number }) => number) =>
    Float64Array.from(spotsOfTissue, pick);
  return {
    spots: {
      names: barcodes,
      x: axis(({ col }) => col),
      y: axis(({ row }) => row),
      layout: 'hexagonal',
      pixels: { x: axis((spot) => placeOf(spot).x), y: axis((spot) => placeOf(spot).y) },
      diameter: 60,
      columns: {
        in_tissue: spotsOfTissue.map(() => true),
        array_row: axis(({ row }) => row),
        array_col: axis(({ col }) => col),
      },
    },
    genes: geneNames,
    geneIds,
    counts: countsByGene(rows, geneNames.length),
  };
}

/** Writes the tissue as `.h5ad`, then calls `change` with the open file. */
export async function writeH5ad(path: string, change: (file: File) => void = () => {}): Promise<void> {
  const counts = tissueCounts();
  const image = {
    name: 'hires',
    width: 124,
    height: 80,
    scale: 0.2,
    read: async () => ndarray(new Uint8Array(124 * 80 * 3).fill(7), [80, 124, 3]),
  };
  const labels = spotsOfTissue.map(({ row }) => (row < 2 ? 'GCL' : row === 2 ? null : 'ONL'));
  await writeAnnData({
    to: path,
    counts: { ...counts, spots: { ...counts.spots, labels }, images: [image] },
    library: 'sample',
  });
  const file = new File(path, 'a');
  change(file);
  file.close();
}

/** Overwrites some numbers of a dataset. */
export function overwrite(file: File, path: string, start: number, values: number[]): void {
  const dataset = file.get(path) as Dataset;
  dataset.write_slice([[start, start + values.length]], values);
}

/** Adds `layers/dense`, a dense matrix in compressed pieces, and `obs/region`, a column of categories. */
export function compressedLayer(file: File): void {
  const root = file.get('/') as Group;
  const obs = root.get('obs') as Group;
  const region = obs.create_group('region');
  region.create_attribute('encoding-type', 'categorical', [], 'S');
  region.create_dataset({ name: 'codes', data: Int8Array.from(barcodes, (_, i) => i % 3) });
  region.create_dataset({ name: 'categories', data: ['a', 'b', 'c'], shape: [3], dtype: 'S' });
  const shape = [matrix.length, matrix[0]?.length ?? 0];
  const data = Float32Array.from(matrix.flat());
  (root.get('layers') as Group).create_dataset({
    name: 'dense',
    data,
    shape,
    chunks: [5, 3],
    compression: 4,
  });
}
