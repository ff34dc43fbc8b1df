import { invalidFile } from '@csm/base';
import type { Hdf5Dataset, Hdf5File, Hdf5Numbers } from '@csm/base/hdf5';
import { describe, holdsNumbers } from '../../hdf5/hdf5-values.js';
import { floatsOf, indicesOf } from '../../hdf5/read-dataset.js';
import { nonZeroEntries } from '../../spatial/anndata/anndata-matrix.js';
import { type CompressedMatrix, openCompressed } from '../../spatial/compressed-matrix.js';
import type { CellRows } from '../cells.js';
import { selectRows } from '../select-rows.js';
import { joinRows } from './join-rows.js';
import { type Span, spansOf } from './spans-of.js';

/**
 * Reads rows of a matrix in a file as they are stored: the genes of a cell in any order, zeros included.
 * @param cells ascending, without duplicates.
 */
export type StoredRows = (cells: Uint32Array, signal: AbortSignal | undefined) => Promise<CellRows>;

/** Rows of a compressed sparse row matrix. Memory: 4 bytes per cell, and the rows that are read. */
export async function compressedRows(matrix: CompressedMatrix): Promise<StoredRows> {
  const { where, file } = matrix;
  const { data, indices, indptr, limits } = await openCompressed(matrix);
  checkNumbers(where, data);
  checkNumbers(where, indices);
  const read = async ({ start, end, cells }: Span): Promise<CellRows> => {
    const [from, to] = [indptr[start]!, indptr[end]!];
    const runs = indptr.slice(start, end + 1).map((position) => position - from);
    if (from === to) return { indptr: runs, genes: new Uint32Array(0), values: new Float32Array(0) };
    const [numbers, values] = await Promise.all([
      file.read(indices, [from, to]) as Promise<Hdf5Numbers>,
      file.read(data, [from, to]) as Promise<Hdf5Numbers>,
    ]);
    const genes = indicesOf(where, indices, { start: from, values: numbers }, limits);
    const rows = { indptr: runs, genes, values: Float32Array.from(floatsOf(values)) };
    if (cells.length === end - start) return rows;
    return selectRows(
      rows,
      cells.map((cell) => cell - start),
    );
  };
  return readSpans((cell) => indptr[cell]!, read);
}

/** Rows of a dense matrix. Memory: the rows that are read. */
export function denseStoredRows(where: string, file: Hdf5File, dataset: Hdf5Dataset): StoredRows {
  checkNumbers(where, dataset);
  const geneCount = dataset.shape?.[1] ?? 0;
  const read = async ({ start, end, cells }: Span): Promise<CellRows> => {
    const values = (await file.read(dataset, [start, end])) as Hdf5Numbers;
    const rows = Array.from(cells, (cell) =>
      nonZeroEntries(values.subarray((cell - start) * geneCount, (cell - start + 1) * geneCount)),
    );
    return joinRows(rows.map((row) => ({ indptr: Uint32Array.of(0, row.genes.length), ...row })));
  };
  return readSpans((cell) => cell * geneCount, read);
}

function readSpans(
  positionOf: (cell: number) => number,
  read: (span: Span) => Promise<CellRows>,
): StoredRows {
  return async (cells, signal) => {
    const pieces: CellRows[] = [];
    for (const span of spansOf(cells, positionOf)) {
      signal?.throwIfAborted();
      pieces.push(await read(span));
    }
    return joinRows(pieces);
  };
}

function checkNumbers(where: string, dataset: Hdf5Dataset): void {
  if (holdsNumbers(dataset)) return;
  throw invalidFile(`${where}: expected numbers in ${dataset.path}; it holds ${describe(dataset)}.`);
}
