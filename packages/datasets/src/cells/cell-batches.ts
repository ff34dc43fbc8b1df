import {
  checkBatchSize,
  checkOneOf,
  checkOptions,
  checkWatchers,
  eventLoopYielder,
  invalidArgument,
  typeName,
} from '@csm/base';
import { CELL_MATRIX_OPTIONS, type CellBatchesOptions } from './cell-batches-options.js';
import { CELL_VALUES, type CellBatch, type CellBatches } from './cell-batches-types.js';
import type { Cells } from './cells.js';
import { checkCells, checkRows } from './check-cells.js';
import { denseRows } from './dense-rows.js';
import { geneColumns } from './gene-columns.js';

/**
 * Reads cells as dense batches, one at a time, in the order of `rows`: the inputs of an encoder over genes. The next batch is read while this one is
 * used. Memory: two batches, 4 · batchSize · genes bytes each, and their non-zero counts.
 *
 * Totals (library sizes) are sums over *all* genes of the data, also if only some are read: `'log1pCp10k'` is then the same as with
 * all genes.
 *
 * @throws up front if an option is unknown or invalid, if an index is not a cell, if there are not as many numbers in `batch` as
 * cells, and if the data lack a gene (see `missingGenes`). Reading rejects with the reason of an abort, and with errors about the file.
 *
 * @example
 * const batches = cellBatches(cells, { genes: encoderGenes, batchSize: 512 });
 * for await (const { inputs, cells } of batches) console.log(cells.length, inputs.shape);
 * @category Cells
 */
export function cellBatches(cells: Cells, options: CellBatchesOptions = {}): CellBatches {
  checkOptions('cellBatches', options, { ...CELL_MATRIX_OPTIONS, batchSize: true, batch: true });
  checkCells('cellBatches', cells);
  return batchesOf('cellBatches', cells, options);
}

/** As {@link cellBatches}, for a caller that has checked the names of the options and the cells. */
export function batchesOf(caller: string, cells: Cells, options: CellBatchesOptions): CellBatches {
  checkWatchers(caller, options);
  const { missingGenes = 'error', values = 'counts', batchSize = 256, onWarning = console.warn } = options;
  checkOneOf(caller, 'missingGenes', missingGenes, ['error', 'zero']);
  checkOneOf(caller, 'values', values, CELL_VALUES);
  checkBatchSize(caller, batchSize);
  const rows = rowsToRead(caller, options.rows, cells.spots.names.length);
  const batch = checkedBatch(caller, options.batch, cells.spots.names.length);
  const { genes, columnOf } = geneColumns(caller, cells, options.genes, { genes: missingGenes, onWarning });
  checkBatchMemory(caller, Math.min(batchSize, rows.length), genes.length);
  const { signal } = options;

  async function* read(): AsyncGenerator<CellBatch> {
    const yieldIfDue = eventLoopYielder();
    const rowsFrom = (start: number) => {
      const wanted = rows.slice(start, start + batchSize);
      const found = cells.rows(wanted, { signal });
      // An error is thrown when the rows are awaited; until then, it must not count as an unhandled rejection.
      found.catch(() => {});
      return { wanted, found };
    };
    let next = rowsFrom(0);
    for (let start = 0; start < rows.length; start += batchSize) {
      signal?.throwIfAborted();
      const { wanted, found } = next;
      const sparse = await found;
      if (start + batchSize < rows.length) next = rowsFrom(start + batchSize);
      yield {
        ...denseRows(sparse, { columnOf, width: genes.length, values }),
        cells: wanted,
        ...(batch && { batch: Uint32Array.from(wanted, (cell) => batch[cell]!) }),
      };
      await yieldIfDue();
    }
  }
  return { count: rows.length, genes, [Symbol.asyncIterator]: read };
}

/** 4 GiB. */
const MOST_VALUES = 2 ** 30;

function checkBatchMemory(caller: string, cells: number, genes: number): void {
  if (cells * genes <= MOST_VALUES) return;
  throw invalidArgument(
    `${caller}: a batch may have at most 2^30 numbers (4 GiB); ${cells} cells × ${genes} genes have more; pass a smaller batchSize.`,
  );
}

/** A copy, so that a later change of the caller's list changes nothing. */
function rowsToRead(caller: string, rows: ArrayLike<number> | undefined, count: number): Uint32Array {
  if (rows === undefined) return Uint32Array.from({ length: count }, (_, cell) => cell);
  checkRows(caller, 'rows', rows, count);
  if (rows.length > 0) return Uint32Array.from(rows);
  throw invalidArgument(`${caller}: rows must have at least one index; got an empty list.`);
}

function checkedBatch(
  caller: string,
  batch: ArrayLike<number> | undefined,
  count: number,
): Uint32Array | undefined {
  if (batch === undefined) return undefined;
  if (batch?.length !== count) {
    throw invalidArgument(
      `${caller}: batch must have one number per cell of the data, ${count}; got ${batch?.length ?? typeName(batch)}.`,
    );
  }
  for (let cell = 0; cell < count; cell++) {
    const value: unknown = batch[cell];
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 32) continue;
    throw invalidArgument(
      `${caller}: batch[${cell}] must be a whole number of at least 0; got ${typeof value === 'string' ? JSON.stringify(value) : value}; ` +
        'number the batches.',
    );
  }
  return Uint32Array.from(batch);
}
