import type { Dataset, Group } from 'h5wasm';
import { readCompressed } from '../../hdf5/compressed-matrix.js';
import { hdf5Blocks } from '../../hdf5/hdf5-blocks.js';
import {
  describe,
  entityAt,
  isDataset,
  isGroup,
  numbersAttribute,
  textAttribute,
} from '../../hdf5/hdf5-values.js';
import { countsByGene, type ReadCountsOptions, type SparseCounts, type SpotRow } from '../spatial-counts.js';

/** Which matrix of the file, and of what size it must be. */
export interface AnnDataMatrix {
  /** Begins every message. */
  readonly where: string;
  readonly root: Group;
  /** `X`, `layers/NAME` or `raw/X`. */
  readonly path: string;
  readonly spotCount: number;
  readonly geneCount: number;
}

/**
 * Reads a matrix of anndata, spots × genes: a dense dataset, or a group of `data`, `indices` and `indptr` whose
 * `encoding-type` is `csr_matrix` or `csc_matrix` (`h5sparse_format`: csr, csc before 0.7). A dense one is read some
 * rows at a time, and only what is not 0 is kept.
 */
export async function readAnnDataMatrix(
  matrix: AnnDataMatrix,
  options: ReadCountsOptions,
): Promise<SparseCounts> {
  const { where, root, path, spotCount, geneCount } = matrix;
  const stored = entityAt(root, path);
  if (isDataset(stored)) {
    checkShape(stored.shape ?? [], stored, matrix);
    return readDense(where, stored, geneCount, options);
  }
  if (!isGroup(stored)) {
    const layers = entityAt(root, 'layers');
    const names = isGroup(layers) ? layers.keys() : [];
    throw new Error(
      `${where}: expected a matrix /${path}; the file holds: ${root.keys().join(', ')}` +
        (names.length > 0 ? `, and the layers ${names.join(', ')}` : ''),
    );
  }
  const type = textAttribute(stored, 'encoding-type') ?? `${textAttribute(stored, 'h5sparse_format')}_matrix`;
  if (type !== 'csr_matrix' && type !== 'csc_matrix') {
    throw new Error(
      `${where}: expected /${path} to be dense, csr_matrix or csc_matrix; its encoding-type is "${type}"`,
    );
  }
  const shape = numbersAttribute(stored, 'shape') ?? numbersAttribute(stored, 'h5sparse_shape') ?? [];
  checkShape(shape, stored, matrix);
  const by = type === 'csr_matrix' ? 'spot' : 'gene';
  return readCompressed({ where, group: stored, by, spotCount, geneCount }, options);
}

function checkShape(shape: readonly number[], stored: Dataset | Group, matrix: AnnDataMatrix): void {
  const { where, path, spotCount, geneCount } = matrix;
  if (shape.length === 2 && shape[0] === spotCount && shape[1] === geneCount) return;
  const got = isDataset(stored) ? describe(stored) : `a matrix of shape [${shape.join(', ')}]`;
  throw new Error(
    `${where}: /${path} holds ${got}; expected [${spotCount}, ${geneCount}], for ${spotCount} spots and ${geneCount} genes`,
  );
}

async function readDense(
  where: string,
  dataset: Dataset,
  geneCount: number,
  { signal, onProgress = () => {} }: ReadCountsOptions,
): Promise<SparseCounts> {
  const rows: SpotRow[] = [];
  const totalEntries = (dataset.shape?.[0] ?? 0) * geneCount;
  for await (const { start, end, values } of hdf5Blocks(where, dataset, signal)) {
    for (let row = 0; row < end - start; row++) {
      rows.push(nonZero(values.subarray(row * geneCount, (row + 1) * geneCount)));
    }
    onProgress({ entries: end * geneCount, totalEntries });
  }
  return countsByGene(rows, geneCount);
}

/** NaN is kept, to be refused by name later. */
function nonZero(row: ArrayLike<number | bigint>): SpotRow {
  let count = 0;
  for (let gene = 0; gene < row.length; gene++) if (Number(row[gene]) !== 0) count++;
  const genes = new Uint32Array(count);
  const values = new Float32Array(count);
  let to = 0;
  for (let gene = 0; gene < row.length; gene++) {
    const value = Number(row[gene]);
    if (value === 0) continue;
    genes[to] = gene;
    values[to++] = value;
  }
  return { genes, values };
}
