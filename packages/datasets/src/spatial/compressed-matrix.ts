import { invalidFile } from '@csm/base';
import type { Group } from 'h5wasm';
import { readFloats, readIndices } from '../hdf5/hdf5-blocks.js';
import { datasetAt } from '../hdf5/hdf5-values.js';
import { entriesByGene } from './counts-by-gene.js';
import type { ReadCountsOptions } from './read-counts-options.js';
import type { SparseCounts } from './spatial-counts.js';

/** The location and size of a compressed matrix. */
export interface CompressedMatrix {
  /** The beginning of every message: function and file. */
  readonly where: string;
  /** Holds `data`, `indices` and `indptr`. */
  readonly group: Group;
  /**
   * The axis to which each run of entries belongs: `'spot'` for AnnData's CSR and for 10x, `'gene'` for AnnData's
   * CSC.
   */
  readonly by: 'spot' | 'gene';
  readonly spotCount: number;
  readonly geneCount: number;
}

/**
 * Reads scipy's compressed sparse format: run r owns the entries from indptr[r] to indptr[r + 1] of `indices` and `data`.
 * The entries within a run may be in any order. Memory: 8 bytes per entry if the runs are genes, 16 if they are
 * spots.
 *
 * @throws if the parts contradict each other or the expected size.
 */
export async function readCompressed(
  matrix: CompressedMatrix,
  { signal, onProgress = () => {} }: ReadCountsOptions,
): Promise<SparseCounts> {
  const { where, group, by, spotCount, geneCount } = matrix;
  const [runs, others] = by === 'spot' ? [spotCount, geneCount] : [geneCount, spotCount];
  const data = datasetAt(where, group, 'data');
  const indices = datasetAt(where, group, 'indices');
  const pointers = datasetAt(where, group, 'indptr');
  const total = data.shape?.[0] ?? 0;
  if (total !== indices.shape?.[0]) {
    throw invalidFile(
      `${where}: expected as many entries in ${indices.path} as in ${data.path}, ${total}; got ${indices.shape?.[0]}.`,
    );
  }
  const indptr = await readIndices(where, pointers, {
    limit: 2 ** 32,
    what: 'the position where a run begins',
    signal,
  });
  checkPointers(`${where}: ${pointers.path}`, indptr, { runs, by, total });
  const other = await readIndices(where, indices, {
    limit: others,
    what: `the number of a ${by === 'spot' ? 'gene' : 'spot'}`,
    signal,
    onRead: (count) => onProgress({ done: Math.floor(count / 2), total }),
  });
  const values = await readFloats(where, data, signal, (count) =>
    onProgress({ done: Math.floor((total + count) / 2), total }),
  );
  if (by === 'gene') return { indptr, spots: other, values };
  return entriesByGene({ genes: other, spotRuns: indptr, values }, geneCount);
}

function checkPointers(
  where: string,
  indptr: Uint32Array,
  { runs, by, total }: { runs: number; by: string; total: number },
): void {
  if (indptr.length !== runs + 1) {
    throw invalidFile(`${where} must have ${runs + 1} numbers, for ${runs} ${by}s; it has ${indptr.length}.`);
  }
  if (indptr[0] !== 0 || indptr[runs] !== total) {
    throw invalidFile(
      `${where} must run from 0 to ${total}, the number of entries; it runs from ${indptr[0]} to ${indptr[runs]}.`,
    );
  }
  let before = 0;
  for (const [position, pointer] of indptr.entries()) {
    if (pointer < before) {
      throw invalidFile(
        `${where} must never fall; it falls from ${before} to ${pointer} at ${by} ${position - 1}.`,
      );
    }
    before = pointer;
  }
}
