import { checkCounts } from '../spatial/check-counts.js';
import type { SpatialCounts } from '../spatial/spatial-counts.js';
import type { CellRows, Cells } from './cells.js';
import { checkRows } from './check-cells.js';
import { rowsOfCounts } from './rows-of-counts.js';
import { selectRows } from './select-rows.js';

/**
 * Counts in memory as {@link Cells}: the counts are sorted by cell when rows are first read, which takes 8 bytes per non-zero count in
 * addition to the counts themselves. The counts are not changed.
 *
 * @throws unless `counts` are `SpatialCounts`. `rows` rejects indices that are not whole numbers from 0 to cells − 1.
 *
 * @example
 * const cells = cellsOf(await openAnnData('pbmc.h5ad', { spatial: false }));
 * for await (const { inputs } of cellBatches(cells)) console.log(inputs.shape);
 * @category Cells
 */
export function cellsOf(counts: SpatialCounts): Cells {
  checkCounts('cellsOf', counts);
  const { spots, genes, geneIds } = counts;
  let sorted: CellRows | undefined;
  return {
    spots,
    genes,
    ...(geneIds && { geneIds }),
    async rows(cells, { signal } = {}) {
      signal?.throwIfAborted();
      checkRows('rows', 'cells', cells, spots.names.length);
      sorted ??= rowsOfCounts(counts.counts, spots.names.length);
      return selectRows(sorted, cells);
    },
    async close() {},
  };
}
