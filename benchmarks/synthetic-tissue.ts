import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { keyedRandom } from '@csm/base';
import { File, type Group, ready } from 'h5wasm/node';

/** The formats that are written and read. */
export const formats = [
  'ST tsv.gz',
  'Visium h5',
  'Visium mtx.gz',
  'h5ad CSR',
  'h5ad CSC',
  'h5ad dense',
] as const;
export type SpatialFormat = (typeof formats)[number];

interface Size {
  readonly spots: number;
  readonly genes: number;
}

/** Non-zero counts of each spot. */
interface Rows extends Size {
  readonly indptr: Int32Array;
  readonly indices: Int32Array;
  readonly data: Float32Array;
}

/** Synthetic counts: about every twentieth is not 0, and small counts are the most frequent. The result is always the same. */
function drawn({ spots, genes }: Size): Rows {
  const random = keyedRandom('synthetic tissue');
  const indptr = new Int32Array(spots + 1);
  const indices: number[] = [];
  const data: number[] = [];
  for (let spot = 0; spot < spots; spot++) {
    for (let gene = Math.floor(random() * 39); gene < genes; gene += 1 + Math.floor(random() * 39)) {
      indices.push(gene);
      data.push(1 + Math.floor(-2 * Math.log(1 - random())));
    }
    indptr[spot + 1] = indices.length;
  }
  return { spots, genes, indptr, indices: Int32Array.from(indices), data: Float32Array.from(data) };
}

const place = (spot: number) => {
  const row = Math.floor(spot / 64);
  return { row, col: 2 * (spot % 64) + (row % 2) };
};
const barcode = (spot: number) =>
  `${spot
    .toString(4)
    .padStart(16, '0')
    .replace(/\d/g, (digit) => 'ACGT'[Number(digit)]!)}-1`;
const list = (count: number, name: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => name(at));
const id = (gene: number) => `ENSMUSG${String(gene).padStart(11, '0')}`;
const packed = (values: { readonly length: number }) => ({
  chunks: [Math.min(values.length, 1 << 16)],
  compression: 'gzip' as const,
});

/** Writes the tissue into a folder in the given format. */
export async function writeTissue(format: SpatialFormat, folder: string, size: Size): Promise<void> {
  await mkdir(join(folder, 'spatial'), { recursive: true });
  await ready;
  const rows = drawn(size);
  if (format === 'ST tsv.gz') return writeTsv(join(folder, 'tissue.tsv.gz'), rows);
  if (format.startsWith('h5ad')) return writeH5ad(join(folder, 'tissue.h5ad'), rows, format);
  await writePositions(folder, rows);
  if (format === 'Visium h5') writeTenx(join(folder, 'filtered_feature_bc_matrix.h5'), rows);
  else await writeTriplet(join(folder, 'filtered_feature_bc_matrix'), rows);
}

const writeGzip = (path: string, lines: Iterable<string>) =>
  pipeline(Readable.from(lines), createGzip(), createWriteStream(path));

async function writeTsv(path: string, { spots, genes, indptr, indices, data }: Rows): Promise<void> {
  function* lines() {
    yield `\t${list(genes, (gene) => `Gene${gene}`).join('\t')}\n`;
    for (let spot = 0; spot < spots; spot++) {
      const cells = new Array<number>(genes).fill(0);
      for (let at = indptr[spot]!; at < indptr[spot + 1]!; at++) cells[indices[at]!] = data[at]!;
      yield `${1 + (spot % 71)}x${Math.floor(spot / 71)}\t${cells.join('\t')}\n`;
    }
  }
  await writeGzip(path, lines());
}

async function writePositions(folder: string, { spots }: Rows): Promise<void> {
  const header = 'barcode,in_tissue,array_row,array_col,pxl_row_in_fullres,pxl_col_in_fullres\n';
  const rows = list(spots, (spot) => {
    const { row, col } = place(spot);
    return `${barcode(spot)},1,${row},${col},${100 + 86 * row},${100 + 50 * col}\n`;
  });
  await writeFile(join(folder, 'spatial/tissue_positions.csv'), header + rows.join(''));
}

/** Writes the file as Cell Ranger and Space Ranger do, compressed with gzip. */
function writeTenx(path: string, { spots, genes, indptr, indices, data }: Rows): void {
  const file = new File(path, 'w');
  const matrix = file.create_group('matrix');
  matrix.create_dataset({ name: 'barcodes', data: list(spots, barcode), dtype: 'A18' });
  matrix.create_dataset({ name: 'data', data: Int32Array.from(data), ...packed(data) });
  matrix.create_dataset({ name: 'indices', data: BigInt64Array.from(indices, BigInt), ...packed(data) });
  matrix.create_dataset({ name: 'indptr', data: BigInt64Array.from(indptr, BigInt) });
  matrix.create_dataset({ name: 'shape', data: Int32Array.of(genes, spots) });
  const features = matrix.create_group('features');
  features.create_dataset({ name: 'id', data: list(genes, id), dtype: 'A18' });
  features.create_dataset({ name: 'name', data: list(genes, (gene) => `Gene${gene}`), dtype: 'A12' });
  const types = list(genes, () => 'Gene Expression');
  features.create_dataset({ name: 'feature_type', data: types, dtype: 'A15' });
  file.close();
}

async function writeTriplet(folder: string, { spots, genes, indptr, indices, data }: Rows): Promise<void> {
  await mkdir(folder);
  function* lines() {
    yield `%%MatrixMarket matrix coordinate integer general\n%\n${genes} ${spots} ${data.length}\n`;
    for (let spot = 0; spot < spots; spot++) {
      let text = '';
      for (let at = indptr[spot]!; at < indptr[spot + 1]!; at++) {
        text += `${indices[at]! + 1} ${spot + 1} ${data[at]}\n`;
      }
      yield text;
    }
  }
  await writeGzip(join(folder, 'matrix.mtx.gz'), lines());
  await writeGzip(
    join(folder, 'barcodes.tsv.gz'),
    list(spots, (spot) => `${barcode(spot)}\n`),
  );
  const features = list(genes, (gene) => `${id(gene)}\tGene${gene}\tGene Expression\n`);
  await writeGzip(join(folder, 'features.tsv.gz'), features);
}

function writeH5ad(path: string, rows: Rows, format: SpatialFormat): void {
  const { spots, genes, indptr, indices, data } = rows;
  const file = new File(path, 'w');
  const tag = (node: Pick<Group, 'create_attribute'>, type: string, version = '0.2.0') => {
    node.create_attribute('encoding-type', type, [], 'S');
    node.create_attribute('encoding-version', version, [], 'S');
  };
  tag(file, 'anndata', '0.1.0');
  for (const [name, index] of [
    ['obs', list(spots, barcode)],
    ['var', list(genes, (gene) => `Gene${gene}`)],
  ] as const) {
    const frame = file.create_group(name);
    tag(frame, 'dataframe');
    frame.create_attribute('_index', '_index', [], 'S');
    frame.create_attribute('column-order', new Float64Array(0), [0]);
    tag(frame.create_dataset({ name: '_index', data: index, dtype: 'S' }), 'string-array');
  }
  const obsm = file.create_group('obsm');
  tag(obsm, 'dict', '0.1.0');
  const places = Float64Array.from({ length: 2 * spots }, (_, i) => {
    const { row, col } = place(i >> 1);
    return i % 2 === 0 ? 100 + 50 * col : 100 + 86 * row;
  });
  tag(obsm.create_dataset({ name: 'spatial', data: places, shape: [spots, 2] }), 'array');
  if (format === 'h5ad dense') {
    const dense = new Float32Array(spots * genes);
    for (let spot = 0; spot < spots; spot++) {
      for (let at = indptr[spot]!; at < indptr[spot + 1]!; at++)
        dense[spot * genes + indices[at]!] = data[at]!;
    }
    // Chunk sizes such as h5py chooses.
    const shape = { shape: [spots, genes], chunks: [Math.min(spots, 157), Math.min(genes, 625)] };
    tag(file.create_dataset({ name: 'X', data: dense, ...shape, compression: 'gzip' }), 'array');
  } else {
    const csr = format === 'h5ad CSR';
    const matrix = csr ? rows : transposed(rows);
    const group = file.create_group('X');
    tag(group, csr ? 'csr_matrix' : 'csc_matrix', '0.1.0');
    group.create_attribute('shape', BigInt64Array.of(BigInt(spots), BigInt(genes)), [2]);
    tag(group.create_dataset({ name: 'data', data: matrix.data, ...packed(data) }), 'array');
    tag(group.create_dataset({ name: 'indices', data: matrix.indices, ...packed(data) }), 'array');
    tag(group.create_dataset({ name: 'indptr', data: matrix.indptr }), 'array');
  }
  file.close();
}

/** Transposes the matrix: the same entries, ordered by gene. */
function transposed({
  spots,
  genes,
  indptr,
  indices,
  data,
}: Rows): Pick<Rows, 'indptr' | 'indices' | 'data'> {
  const starts = new Int32Array(genes + 1);
  for (const gene of indices) starts[gene + 1]!++;
  for (let gene = 0; gene < genes; gene++) starts[gene + 1]! += starts[gene]!;
  const next = starts.slice(0, genes);
  const transposedIndices = new Int32Array(indices.length);
  const transposedData = new Float32Array(indices.length);
  for (let spot = 0; spot < spots; spot++) {
    for (let at = indptr[spot]!; at < indptr[spot + 1]!; at++) {
      const to = next[indices[at]!]!++;
      transposedIndices[to] = spot;
      transposedData[to] = data[at]!;
    }
  }
  return { indptr: starts, indices: transposedIndices, data: transposedData };
}
