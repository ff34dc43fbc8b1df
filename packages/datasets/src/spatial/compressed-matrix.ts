import { invalidFile } from '@csm/base';
import type { Hdf5Dataset, Hdf5File, Hdf5Group } from '@csm/base/hdf5';
import { datasetAt, pathIn } from '../hdf5/hdf5-values.js';
import { type IndexLimits, readFloats, readIndices } from '../hdf5/read-dataset.js';
import { entriesByGene } from './counts-by-gene.js';
import type { ReadCountsOptions } from './read-counts-options.js';
import type { SparseCounts } from './spatial-counts.js';

/** The location and size of a compressed matrix. */
export interface CompressedMatrix {
  /** The beginning of every message: function and file. */
  readonly where: string;
  readonly file: Hdf5File;
  /** Holds `data`, `indices` and `indptr`. */
  readonly group: Hdf5Group;
  /**
   * The axis to which each run of entries belongs: `'spot'` for AnnData's CSR and for 10x, `'gene'` for AnnData's
   * CSC.
   */
  readonly by: 'spot' | 'gene';
  readonly spotCount: number;
  readonly geneCount: number;
}

/** A compressed matrix whose parts fit together. Its entries are not read yet. */
export interface OpenCompressed {
  readonly data: Hdf5Dataset;
  readonly indices: Hdf5Dataset;
  /** runs + 1 positions in `data` and `indices`. */
  readonly indptr: Uint32Array;
  /** What `indices` must be: a gene or a spot. */
  readonly limits: IndexLimits;
}

/**
 * Opens scipy's compressed sparse format: run r owns the entries from indptr[r] to indptr[r + 1] of `indices` and `data`.
 *
 * @throws if the parts contradict each other or the expected size.
 */
export async function openCompressed(matrix: CompressedMatrix): Promise<OpenCompressed> {
  const { where, file, group, by, spotCount, geneCount } = matrix;
  const [runs, others] = by === 'spot' ? [spotCount, geneCount] : [geneCount, spotCount];
  const part = (name: string) => datasetAt(where, file, pathIn(group, name));
  const [data, indices, pointers] = [await part('data'), await part('indices'), await part('indptr')];
  // All lengths are compared before anything is allocated.
  const total = data.shape?.[0] ?? 0;
  if (total !== indices.shape?.[0]) {
    throw invalidFile(
      `${where}: expected as many entries in ${indices.path} as in ${data.path}, ${total}; got ${indices.shape?.[0]}.`,
    );
  }
  if (pointers.shape?.[0] !== runs + 1) {
    throw invalidFile(
      `${where}: ${pointers.path} must have ${runs + 1} numbers, for ${runs} ${by}s; it has ${pointers.shape?.[0] ?? 0}.`,
    );
  }
  const indptr = await readIndices(where, file, pointers, {
    limit: 2 ** 32,
    what: 'the position where a run begins',
  });
  checkPointers(`${where}: ${pointers.path}`, indptr, { runs, by, total });
  const limits = { limit: others, what: `the number of a ${by === 'spot' ? 'gene' : 'spot'}` };
  return { data, indices, indptr, limits };
}

/**
 * Reads a compressed matrix. The entries within a run may be in any order. Memory: 8 bytes per entry if the runs are genes, 16 if they are
 * spots.
 *
 * @throws as {@link openCompressed}; also if an index is not that of a gene or a spot.
 */
export async function readCompressed(
  matrix: CompressedMatrix,
  { onProgress = () => {} }: ReadCountsOptions,
): Promise<SparseCounts> {
  const { where, file, by, geneCount } = matrix;
  const { data, indices, indptr, limits } = await openCompressed(matrix);
  const total = data.shape?.[0] ?? 0;
  // The worker reads one of them while the other is checked here.
  const read = { indices: 0, data: 0 };
  const onRead = (part: keyof typeof read) => (count: number) => {
    read[part] = count;
    onProgress({ done: Math.floor((read.indices + read.data) / 2), total });
  };
  const [other, values] = await Promise.all([
    readIndices(where, file, indices, { ...limits, onRead: onRead('indices') }),
    readFloats(where, file, data, onRead('data')),
  ]);
  if (by === 'gene') return { indptr, spots: other, values };
  return entriesByGene({ genes: other, spotRuns: indptr, values }, geneCount);
}

function checkPointers(
  where: string,
  indptr: Uint32Array,
  { runs, by, total }: { runs: number; by: string; total: number },
): void {
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
