import { typeName } from '../checks/type-name.js';
import { type ByteSource, requireByteSource } from '../files/byte-source.js';
import { delimitedRows } from '../tables/delimited-rows.js';
import { requireCounts, type SpatialCounts } from './spatial-counts.js';

/** Options of {@link readSpotLabels}. */
export interface SpotLabelsOptions {
  /** What error messages call the data; 'the labels' by default. */
  readonly name?: string;
  /** The column that holds the label, 'Layer' by default. */
  readonly column?: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads the region of each spot from tab-separated text with a header that has the columns `spot` and `Layer` (or
 * another `column`), gzipped or not: the form of the hand-made layers of the olfactory bulb. `NA` and an empty cell
 * mean that the spot has no label, and give null.
 * Throws, naming the line, on a missing column, a row of another length, and a spot that comes twice; and on a source
 * that is neither a stream nor an async iterable of bytes.
 */
export async function readSpotLabels(
  source: ByteSource,
  { name = 'the labels', column = 'Layer', signal }: SpotLabelsOptions = {},
): Promise<Map<string, string | null>> {
  requireByteSource('readSpotLabels', source);
  const where = `readSpotLabels: ${name}`;
  const labels = new Map<string, string | null>();
  let header: readonly string[] | undefined;
  for await (const { line, cells } of delimitedRows(source, { delimiter: '\t', where, signal })) {
    if (!header) {
      header = cells;
      const missing = ['spot', column].filter((wanted) => !cells.includes(wanted));
      if (missing.length > 0) {
        throw new Error(`${where}: expected a column "${missing[0]}"; the header has: ${cells.join(', ')}`);
      }
      continue;
    }
    if (cells.length !== header.length) {
      throw new Error(`${where}, line ${line}: expected ${header.length} columns; got ${cells.length}`);
    }
    const spot = cells[header.indexOf('spot')]!;
    const label = cells[header.indexOf(column)]!;
    if (labels.has(spot)) throw new Error(`${where}, line ${line}: spot "${spot}" comes twice`);
    labels.set(spot, label === '' || label === 'NA' ? null : label);
  }
  return labels;
}

/**
 * The same counts with `spots.labels`, joined by the name of the spot, never by position. A spot that the labels do
 * not name gets null. Throws on labels that are no Map, and where they name none of the spots: the two files are of
 * different tissues then.
 */
export function labelSpots(counts: SpatialCounts, labels: ReadonlyMap<string, string | null>): SpatialCounts {
  requireCounts('labelSpots', counts);
  if (typeof labels?.get !== 'function') {
    throw new TypeError(
      `labelSpots: expected labels as a Map from spot to label, as (await readSpotLabels(source)); got ${typeName(labels)}`,
    );
  }
  const { names } = counts.spots;
  if (!names.some((name) => labels.has(name))) {
    throw new Error(
      `labelSpots: none of the ${names.length} spots (${names[0] ?? 'none'}, …) is among the ${labels.size} labels ` +
        `(${[...labels.keys()][0] ?? 'none'}, …); take the labels of the same replicate`,
    );
  }
  return { ...counts, spots: { ...counts.spots, labels: names.map((name) => labels.get(name) ?? null) } };
}
