import type { Group } from 'h5wasm';
import { entriesByGene } from '../spatial/sort-counts.js';
import type { ReadCountsOptions, SparseCounts } from '../spatial/spatial-counts.js';
import { readFloats, readIndices } from './hdf5-blocks.js';
import { requireDataset } from './hdf5-values.js';

/** Where a compressed matrix lies and how large it is. */
export interface CompressedMatrix {
  /** Begins every message. */
  readonly where: string;
  /** Holds `data`, `indices` and `indptr`. */
  readonly group: Group;
  /** What a run of entries belongs to: `'spot'` for AnnData's CSR and 10x, `'gene'` for AnnData's CSC. */
  readonly by: 'spot' | 'gene';
  readonly spotCount: number;
  readonly geneCount: number;
}

/**
 * Reads scipy's compressed sparse form: run r owns the entries from indptr[r] to indptr[r + 1] of indices and data. The
 * entries may be in any order within a run. Memory: 8 bytes an entry by gene, 16 by spot.
 * Throws where the parts contradict each other or the size.
 */
export async function readCompressed(
  matrix: CompressedMatrix,
  { signal, onProgress = () => {} }: ReadCountsOptions,
): Promise<SparseCounts> {
  const { where, group, by, spotCount, geneCount } = matrix;
  const [runs, others] = by === 'spot' ? [spotCount, geneCount] : [geneCount, spotCount];
  const [data, indices, pointers] = ['data', 'indices', 'indptr'].map((name) =>
    requireDataset(where, group, name),
  );
  const total = data!.shape?.[0] ?? 0;
  if (total !== indices!.shape?.[0]) {
    throw new Error(
      `${where}: ${data!.path} has ${total} entries, ${indices!.path} ${indices!.shape?.[0]}; expected as many`,
    );
  }
  const indptr = await readIndices(where, pointers!, {
    limit: 2 ** 32,
    what: 'where a run begins',
    signal,
  });
  checkPointers(`${where}: ${pointers!.path}`, indptr, { runs, by, total });
  const other = await readIndices(where, indices!, {
    limit: others,
    what: by === 'spot' ? 'a gene' : 'a spot',
    signal,
    onRead: (count) => onProgress({ entries: Math.floor(count / 2), totalEntries: total }),
  });
  const values = await readFloats(where, data!, signal, (count) =>
    onProgress({ entries: Math.floor((total + count) / 2), totalEntries: total }),
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
    throw new Error(`${where} has ${indptr.length} numbers; expected ${runs + 1}, for ${runs} ${by}s`);
  }
  if (indptr[0] !== 0 || indptr[runs] !== total) {
    throw new Error(
      `${where} goes from ${indptr[0]} to ${indptr[runs]}; expected 0 to ${total}, the number of entries`,
    );
  }
  for (let run = 0; run < runs; run++) {
    if (indptr[run]! > indptr[run + 1]!) {
      throw new Error(
        `${where} falls from ${indptr[run]} to ${indptr[run + 1]} at ${by} ${run}; expected it to rise`,
      );
    }
  }
}
