import { invalidArgument, invalidFile } from '@csm/base';
import type { Hdf5File, Hdf5Source } from '@csm/base/hdf5';
import { keysAt } from '../../hdf5/hdf5-values.js';
import { keepOpen } from '../../hdf5/keep-open.js';
import { findAnnDataMatrix, readAnnDataMatrix } from '../../spatial/anndata/anndata-matrix.js';
import { readAnnDataTables } from '../../spatial/anndata/anndata-tables.js';
import { adviceOn, fractionsWarning } from '../../spatial/anndata/read-anndata.js';
import { canonicalCounts, canonicalRuns } from '../../spatial/canonical-counts.js';
import type { SpatialCounts } from '../../spatial/spatial-counts.js';
import type { Cells } from '../cells.js';
import { cellsOf } from '../cells-of.js';
import { checkRows } from '../check-cells.js';
import { selectRows } from '../select-rows.js';
import type { OpenCellsOptions } from './cells-options.js';
import { compressedRows, denseStoredRows, type StoredRows } from './stored-rows.js';

/** Cells of an `.h5ad`, read on demand if its matrix is stored by cell. The options must already be checked. */
export async function cellsFromHdf5(
  caller: string,
  source: Hdf5Source,
  options: OpenCellsOptions,
): Promise<Cells> {
  const where = `${caller}: ${source.name}`;
  const { raw = false, layer, labels, arrays, onWarning = console.warn, signal } = options;
  const path = layer === undefined ? (raw ? 'raw/X' : 'X') : `layers/${layer}`;
  const { file, close } = await keepOpen(where, source, signal);
  try {
    const spatial =
      options.spatial ?? ((await keysAt(file, '/obsm')).includes('spatial') ? 'spatial' : false);
    const tables = await readAnnDataTables({ where, file }, { raw, labels, spatial, arrays, onWarning });
    const advice = await adviceOn(file, path);
    const warnOfFractions = await fractionsWarning({ where, file, path, onWarning });
    const rows = await rowsOf({ where, file, path, tables });
    if (!rows) {
      const [spotCount, geneCount] = [tables.spots.names.length, tables.genes.length];
      const entries = await readAnnDataMatrix({ where, file, path, spotCount, geneCount }, {});
      const names = { where, spots: tables.spots.names, genes: tables.genes, advice, onWarning };
      const counts = canonicalCounts(entries, names);
      if (!isWhole(counts.values)) warnOfFractions();
      await close();
      return cellsOf({ ...tables, counts });
    }
    return cellsOnDemand({ where, tables, rows, close, advice, warnOfFractions, onWarning, opened: signal });
  } catch (error) {
    await close(error);
    throw error;
  }
}

type Tables = Pick<SpatialCounts, 'spots' | 'genes' | 'geneIds'>;

/** Reads rows of the matrix; undefined if it is stored by gene. */
async function rowsOf(at: {
  readonly where: string;
  readonly file: Hdf5File;
  readonly path: string;
  readonly tables: Tables;
}): Promise<StoredRows | undefined> {
  const { where, file, path, tables } = at;
  const [spotCount, geneCount] = [tables.spots.names.length, tables.genes.length];
  if (spotCount === 0 || geneCount === 0) {
    throw invalidFile(
      `${where}: expected at least one cell and one gene; got ${spotCount} cells and ${geneCount} genes.`,
    );
  }
  const stored = await findAnnDataMatrix({ where, file, path, spotCount, geneCount });
  if (stored.form === 'dense') return denseStoredRows(where, file, stored.dataset);
  return stored.matrix.by === 'spot' ? compressedRows(stored.matrix) : undefined;
}

function cellsOnDemand(found: {
  readonly where: string;
  readonly tables: Tables;
  readonly rows: StoredRows;
  readonly close: () => Promise<void>;
  readonly advice: string;
  /** Warns of values that are not whole numbers. */
  readonly warnOfFractions: () => void;
  readonly onWarning: (message: string) => void;
  /** The signal that the file was opened with. */
  readonly opened: AbortSignal | undefined;
}): Cells {
  const { where, tables, rows, close, advice, warnOfFractions, onWarning, opened } = found;
  const { spots, genes } = tables;
  const names = { where, spots: spots.names, genes, advice };
  let isClosed = false;
  let warned = { unsorted: false, fractions: false };
  return {
    ...tables,
    async rows(cells, { signal } = {}) {
      checkRows('rows', 'cells', cells, spots.names.length);
      signal?.throwIfAborted();
      if (isClosed) {
        throw invalidArgument(`rows: expected an open file; ${where} is closed; open it again.`);
      }
      const wanted = ascending(cells);
      const stored = await rows(wanted, signal).catch((error: unknown) => {
        // An abort ends the worker; its reason says more than what then fails.
        opened?.throwIfAborted();
        throw error;
      });
      const runs = canonicalRuns(
        { indptr: stored.indptr, others: stored.genes, values: stored.values },
        (row, gene) => ({ gene, spot: wanted[row]! }),
        names,
      );
      if (runs.unsorted > 0 && !warned.unsorted) {
        warned = { ...warned, unsorted: true };
        onWarning(
          `${where}: the genes of some cells are not in ascending order in the file; they get sorted.`,
        );
      }
      if (!warned.fractions && !isWhole(runs.values)) {
        warned = { ...warned, fractions: true };
        warnOfFractions();
      }
      const found = { indptr: runs.indptr, genes: runs.others, values: runs.values };
      return isSame(wanted, cells) ? found : selectRows(found, placesOf(wanted, cells));
    },
    async close() {
      isClosed = true;
      await close();
    },
  };
}

const isWhole = (values: Float32Array) => values.every(Number.isInteger);

/** The cells in ascending order, without duplicates. */
const ascending = (cells: ArrayLike<number>) => Uint32Array.from(new Set(Array.from(cells))).sort();

const isSame = (a: Uint32Array, b: ArrayLike<number>) =>
  a.length === b.length && a.every((cell, i) => cell === b[i]);

function placesOf(sorted: Uint32Array, cells: ArrayLike<number>): number[] {
  const places = new Map(Array.from(sorted, (cell, place) => [cell, place]));
  return Array.from(cells, (cell) => places.get(cell)!);
}
