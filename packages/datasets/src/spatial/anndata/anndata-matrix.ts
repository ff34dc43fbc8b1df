import { invalidFile, validNames } from '@csm/base';
import type { Hdf5Dataset, Hdf5File, Hdf5Node } from '@csm/base/hdf5';
import { hdf5Blocks } from '../../hdf5/hdf5-blocks.js';
import { contentOfRoot, describe, keysAt, numbersAttribute, textAttribute } from '../../hdf5/hdf5-values.js';
import { type CompressedMatrix, readCompressed } from '../compressed-matrix.js';
import { countsByGene, type SpotRow } from '../counts-by-gene.js';
import type { ReadCountsOptions } from '../read-counts-options.js';
import type { SparseCounts } from '../spatial-counts.js';

/** The path of a matrix in a file, and its expected size. */
export interface AnnDataMatrix {
  /** The beginning of every message: function and file. */
  readonly where: string;
  readonly file: Hdf5File;
  /** `X`, `layers/NAME` or `raw/X`. */
  readonly path: string;
  readonly spotCount: number;
  readonly geneCount: number;
}

/** A matrix whose form and shape are checked: a dense dataset, or a compressed matrix. */
export type StoredMatrix =
  | { readonly form: 'dense'; readonly dataset: Hdf5Dataset }
  | { readonly form: 'compressed'; readonly matrix: CompressedMatrix };

/**
 * Finds a matrix of anndata, spots × genes: a dense dataset, or a group of `data`, `indices` and `indptr` whose
 * `encoding-type` is `csr_matrix` or `csc_matrix` (before 0.7: `h5sparse_format` is `csr` or `csc`).
 *
 * @throws if the file has no such matrix, or it has another shape.
 */
export async function findAnnDataMatrix(matrix: AnnDataMatrix): Promise<StoredMatrix> {
  const { where, file, path, spotCount, geneCount } = matrix;
  const stored = await file.at(path);
  if (stored?.kind === 'dataset') {
    checkMatrixShape(stored.shape ?? [], stored, matrix);
    return { form: 'dense', dataset: stored };
  }
  if (!stored) {
    const names = await keysAt(file, '/layers');
    const hint = names.length > 0 ? `; ${validNames('layers', path.replace(/^layers\//, ''), names)}` : '';
    throw invalidFile(
      `${where}: expected a matrix /${path}; the file holds ${await contentOfRoot(file)}${hint}.`,
    );
  }
  const older = textAttribute(stored, 'h5sparse_format');
  const type = textAttribute(stored, 'encoding-type') ?? (older === undefined ? '' : `${older}_matrix`);
  if (type !== 'csr_matrix' && type !== 'csc_matrix') {
    throw invalidFile(
      `${where}: expected /${path} to be dense, csr_matrix or csc_matrix; its encoding-type is "${type}".`,
    );
  }
  const shape = numbersAttribute(stored, 'shape') ?? numbersAttribute(stored, 'h5sparse_shape') ?? [];
  checkMatrixShape(shape, stored, matrix);
  const by = type === 'csr_matrix' ? 'spot' : 'gene';
  return { form: 'compressed', matrix: { where, file, group: stored, by, spotCount, geneCount } };
}

/** Reads a matrix of anndata. A dense one is read in blocks of rows, and only values other than 0 are kept. */
export async function readAnnDataMatrix(
  matrix: AnnDataMatrix,
  options: ReadCountsOptions,
): Promise<SparseCounts> {
  const found = await findAnnDataMatrix(matrix);
  if (found.form === 'compressed') return readCompressed(found.matrix, options);
  return readDense(matrix.where, matrix.file, found.dataset, options);
}

function checkMatrixShape(shape: readonly number[], stored: Hdf5Node, matrix: AnnDataMatrix): void {
  const { where, path, spotCount, geneCount } = matrix;
  if (shape.length === 2 && shape[0] === spotCount && shape[1] === geneCount) return;
  const got = stored.kind === 'dataset' ? describe(stored) : `a matrix of shape [${shape.join(', ')}]`;
  throw invalidFile(
    `${where}: expected /${path} of shape [${spotCount}, ${geneCount}], for ${spotCount} spots and ${geneCount} genes; it ` +
      `holds ${got}.`,
  );
}

async function readDense(
  where: string,
  file: Hdf5File,
  dataset: Hdf5Dataset,
  { onProgress = () => {} }: ReadCountsOptions,
): Promise<SparseCounts> {
  const rows: SpotRow[] = [];
  const [spotCount = 0, geneCount = 0] = dataset.shape ?? [];
  const total = spotCount * geneCount;
  for await (const { start, end, values } of hdf5Blocks(where, file, dataset)) {
    for (let row = 0; row < end - start; row++) {
      rows.push(nonZeroEntries(values.subarray(row * geneCount, (row + 1) * geneCount)));
    }
    onProgress({ done: end * geneCount, total });
  }
  return countsByGene(rows, geneCount);
}

/** The entries of a dense row that are not 0. Keeps NaN, so that it is reported later with its gene and spot. */
export function nonZeroEntries(row: ArrayLike<number | bigint>): SpotRow {
  const genes: number[] = [];
  const values: number[] = [];
  for (let gene = 0; gene < row.length; gene++) {
    const value = Number(row[gene]);
    if (value === 0) continue;
    genes.push(gene);
    values.push(value);
  }
  return { genes: Uint32Array.from(genes), values: Float32Array.from(values) };
}
