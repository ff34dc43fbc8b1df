import { requireInteger } from '../checks/check-options.js';
import { firstRepeated } from '../tables/unique-names.js';
import { requireCounts, type SparseCounts, type SpatialCounts, type SpotColumn } from './spatial-counts.js';

/**
 * The counts at some spots, given by their places in `counts.spots.names`, in that order: one slide of several, one
 * region, the spots under tissue. All genes stay, also those without a count there, and so do the pictures. A copy;
 * memory: that of the chosen entries.
 *
 * Throws on an empty list, on a place that is not an integer from 0 to spots − 1, and on a spot that comes twice.
 *
 * @example
 * const slides = tissue.spots.columns?.library_id ?? [];
 * const slide = selectSpots(tissue, [...slides.keys()].filter((spot) => slides[spot] === 'A1'));
 */
export function selectSpots(counts: SpatialCounts, rows: readonly number[]): SpatialCounts {
  requireCounts('selectSpots', counts);
  const { spots } = counts;
  if (rows.length === 0) throw new Error('selectSpots: expected at least one spot; got none');
  for (const [i, row] of rows.entries()) {
    requireInteger('selectSpots', `rows[${i}]`, row, 0, spots.names.length - 1);
  }
  const names = rows.map((row) => spots.names[row]!);
  const twice = firstRepeated(names);
  if (twice) throw new Error(`selectSpots: spot "${twice.name}" comes twice; name it once`);
  const numbers = (all: Float64Array) => Float64Array.from(rows, (row) => all[row]!);
  const column = (all: SpotColumn): SpotColumn =>
    all instanceof Float64Array ? numbers(all) : (rows.map((row) => all[row]!) as SpotColumn);
  const { pixels, labels, columns } = spots;
  return {
    ...counts,
    spots: {
      ...spots,
      names,
      x: numbers(spots.x),
      y: numbers(spots.y),
      ...(pixels && { pixels: { x: numbers(pixels.x), y: numbers(pixels.y) } }),
      ...(labels && { labels: rows.map((row) => labels[row]!) }),
      ...(columns && {
        columns: Object.fromEntries(Object.entries(columns).map(([name, all]) => [name, column(all)])),
      }),
    },
    counts: entriesAt(counts.counts, rows, spots.names.length),
  };
}

function entriesAt({ indptr, spots, values }: SparseCounts, rows: readonly number[], spotCount: number) {
  const placeOf = new Int32Array(spotCount).fill(-1);
  for (const [place, row] of rows.entries()) placeOf[row] = place;
  const kept = spots.reduce((sum, spot) => sum + (placeOf[spot]! >= 0 ? 1 : 0), 0);
  const selected = {
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
      selected.spots[to] = place;
      selected.values[to++] = value;
    }
    selected.indptr[gene + 1] = to;
  }
  return selected;
}
