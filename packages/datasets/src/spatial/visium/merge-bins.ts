import { checkCount, checkOptions, invalidArgument } from '@csm/base';
import { checkCounts } from '../check-counts.js';
import type { SparseCounts, SpatialCounts, Spots } from '../spatial-counts.js';

/** Options of {@link mergeBins}. */
export interface MergeBinsOptions {
  /** The side of a merged bin, in bins: 4 merges 4 × 4 bins. At least 2. */
  readonly by: number;
}

/**
 * Merges neighbouring bins of Visium HD into larger ones, whose counts are the sums: 4 × 4 bins of 16 µm become one of 64 µm. A whole
 * slide has a hundred thousand bins of 16 µm, more than a map of spots can show.
 *
 * A merged bin is in the middle of those of its bins that the data have, so bins at the edge of the tissue are from fewer bins. It is under tissue
 * if any of them is. Names are `row_column` of the merged grid; labels, arrays and other columns are left out.
 *
 * @throws unless the tissue has the columns `array_row` and `array_col`, pixels, and the layout `'free'`, as `openVisium` returns bins.
 *
 * @example
 * const tissue = mergeBins(await openVisium('outs', { bin: 16 }), { by: 4 });
 * @category Genes and spots
 */
export function mergeBins(tissue: SpatialCounts, options: MergeBinsOptions): SpatialCounts {
  checkCounts('mergeBins', tissue);
  checkOptions<MergeBinsOptions>('mergeBins', options, { by: true });
  const { by } = options;
  checkCount('mergeBins', 'by', by, { min: 2 });
  const { spots, counts } = tissue;
  const { array_row: rows, array_col: columns, in_tissue: inTissue } = spots.columns ?? {};
  const { pixels } = spots;
  if (
    !(rows instanceof Float64Array && columns instanceof Float64Array && pixels && spots.layout === 'free')
  ) {
    throw invalidArgument(
      'mergeBins: expected bins of Visium HD, with the columns array_row and array_col and pixels; got other spots; read them with openVisium and { bin }.',
    );
  }
  const merged = new Map<string, number>();
  const mergedOf = Uint32Array.from(rows, (row, bin) => {
    const name = `${Math.floor(row / by)}_${Math.floor((columns[bin] ?? 0) / by)}`;
    const known = merged.get(name) ?? merged.size;
    merged.set(name, known);
    return known;
  });
  const names = [...merged.keys()];
  const sizes = sums(mergedOf, names.length, () => 1);
  const meanOf = (values: Float64Array) =>
    sums(mergedOf, names.length, (bin) => values[bin] ?? Number.NaN).map((sum, i) => sum / (sizes[i] ?? 1));
  const centres = { x: meanOf(pixels.x), y: meanOf(pixels.y) };
  const places = names.map((name) => name.split('_').map(Number));
  const under = sums(mergedOf, names.length, (bin) => (inTissue?.[bin] ? 1 : 0));
  const ofMerged: Spots = {
    names,
    ...centres,
    layout: 'free',
    pixels: centres,
    ...(spots.diameter !== undefined && { diameter: spots.diameter * by }),
    columns: {
      ...(inTissue && { in_tissue: Array.from(under, (count) => count > 0) }),
      array_row: Float64Array.from(places, ([row]) => row ?? Number.NaN),
      array_col: Float64Array.from(places, ([, column]) => column ?? Number.NaN),
    },
  };
  return { ...tissue, spots: ofMerged, counts: mergedCounts(counts, mergedOf, names.length) };
}

function sums(mergedOf: Uint32Array, count: number, valueAt: (bin: number) => number): Float64Array {
  const total = new Float64Array(count);
  for (const [bin, to] of mergedOf.entries()) total[to] = (total[to] ?? 0) + valueAt(bin);
  return total;
}

function mergedCounts(
  { indptr, spots, values }: SparseCounts,
  mergedOf: Uint32Array,
  count: number,
): SparseCounts {
  const totals = new Float64Array(count);
  const kept = { spots: new Uint32Array(values.length), values: new Float32Array(values.length) };
  const pointers = new Uint32Array(indptr.length);
  let to = 0;
  for (let gene = 0; gene + 1 < indptr.length; gene++) {
    const touched: number[] = [];
    for (let at = indptr[gene] ?? 0; at < (indptr[gene + 1] ?? 0); at++) {
      const bin = mergedOf[spots[at] ?? 0] ?? 0;
      // Counts are above 0, so a total of 0 has not been touched.
      if (totals[bin] === 0) touched.push(bin);
      totals[bin] = (totals[bin] ?? 0) + (values[at] ?? 0);
    }
    for (const bin of touched.sort((a, b) => a - b)) {
      kept.spots[to] = bin;
      kept.values[to++] = totals[bin] ?? 0;
      totals[bin] = 0;
    }
    pointers[gene + 1] = to;
  }
  return { indptr: pointers, spots: kept.spots.slice(0, to), values: kept.values.slice(0, to) };
}
