import { checkCount, checkList, invalidArgument } from '@csm/base';
import ndarray from 'ndarray';
import { firstDuplicate } from '../tables/unique-names.js';
import type { CellArray } from './cell-array.js';
import { checkCounts } from './check-counts.js';
import type { SparseCounts, SpatialCounts, SpotColumn } from './spatial-counts.js';

/**
 * Selects spots by their indices in `counts.spots.names`, in this order: one slide of several, one region, the spots under
 * tissue. All genes are kept, including those without a count at these spots, and so are the pictures, layers and raw. The result is
 * a copy. Memory: that of the selected entries.
 *
 * @throws if the list is empty, an index is not a whole number from 0 to spots − 1, or a spot is a duplicate.
 *
 * @example
 * const slides = tissue.spots.columns?.library_id ?? [];
 * const slide = selectSpots(tissue, [...slides.keys()].filter((spot) => slides[spot] === 'A1'));
 * @category Genes and spots
 */
export function selectSpots(counts: SpatialCounts, rows: readonly number[]): SpatialCounts {
  checkCounts('selectSpots', counts);
  checkList('selectSpots', 'rows', rows);
  const { spots } = counts;
  if (rows.length === 0) {
    throw invalidArgument('selectSpots: rows must have at least one index; got an empty array.');
  }
  for (const [i, row] of rows.entries()) {
    checkCount('selectSpots', `rows[${i}]`, row, { min: 0, max: spots.names.length - 1 });
  }
  const names = selected(spots.names, rows);
  const duplicate = firstDuplicate(names);
  if (duplicate) {
    const { name, first, second } = duplicate;
    throw invalidArgument(
      `selectSpots: rows[${second}] is a duplicate of rows[${first}], spot "${name}"; pass it once.`,
    );
  }
  const { pixels, labels, columns, arrays } = spots;
  const { layers, raw } = counts;
  const entries = (all: SparseCounts) => selectedEntries(all, rows, spots.names.length);
  return {
    ...counts,
    spots: {
      ...spots,
      names,
      x: selectedNumbers(spots.x, rows),
      y: selectedNumbers(spots.y, rows),
      ...(pixels && { pixels: { x: selectedNumbers(pixels.x, rows), y: selectedNumbers(pixels.y, rows) } }),
      ...(labels && { labels: selected(labels, rows) }),
      ...(columns && {
        columns: Object.fromEntries(
          Object.entries(columns).map(([name, column]) => [name, selectedColumn(column, rows)]),
        ),
      }),
      ...(arrays && {
        arrays: Object.fromEntries(
          Object.entries(arrays).map(([name, array]) => [name, selectedRows(array, rows)]),
        ),
      }),
    },
    counts: entries(counts.counts),
    ...(layers && {
      layers: Object.fromEntries(Object.entries(layers).map(([name, layer]) => [name, entries(layer)])),
    }),
    ...(raw && { raw: { ...raw, counts: entries(raw.counts) } }),
  };
}

/** The indices must be in range. */
const selected = <T>(values: readonly T[], rows: readonly number[]): T[] =>
  rows.map((row) => values[row] as T);

const selectedNumbers = (values: Float64Array, rows: readonly number[]) =>
  Float64Array.from(rows, (row) => values[row] ?? Number.NaN);

function selectedColumn(column: SpotColumn, rows: readonly number[]): SpotColumn {
  if (column instanceof Float64Array) return selectedNumbers(column, rows);
  return selected<string | boolean | null>(column, rows) as SpotColumn;
}

function selectedRows({ values, names }: CellArray, rows: readonly number[]): CellArray {
  const [, width = 0] = values.shape;
  const kept = ndarray(new Float64Array(rows.length * width), [rows.length, width]);
  for (const [place, row] of rows.entries()) {
    for (let column = 0; column < width; column++) kept.set(place, column, values.get(row, column));
  }
  return { values: kept, ...(names && { names }) };
}

function selectedEntries(
  { indptr, spots, values }: SparseCounts,
  rows: readonly number[],
  spotCount: number,
): SparseCounts {
  const placeOf = new Int32Array(spotCount).fill(-1);
  for (const [place, row] of rows.entries()) placeOf[row] = place;
  const kept = spots.reduce((sum, spot) => sum + (placeOf[spot]! >= 0 ? 1 : 0), 0);
  const result = {
    indptr: new Uint32Array(indptr.length),
    spots: new Uint32Array(kept),
    values: new Float32Array(kept),
  };
  let to = 0;
  for (let gene = 0; gene + 1 < indptr.length; gene++) {
    const entries: [place: number, value: number][] = [];
    for (let at = indptr[gene]!; at < indptr[gene + 1]!; at++) {
      const place = placeOf[spots[at]!]!;
      if (place >= 0) entries.push([place, values[at]!]);
    }
    for (const [place, value] of entries.sort(([a], [b]) => a - b)) {
      result.spots[to] = place;
      result.values[to++] = value;
    }
    result.indptr[gene + 1] = to;
  }
  return result;
}
