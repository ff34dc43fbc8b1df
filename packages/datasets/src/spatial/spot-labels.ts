import { checkOptions, checkWatchers, invalidArgument, invalidFile, typeName, validNames } from '@csm/base';
import { type ByteSource, checkByteSource } from '../files/byte-source.js';
import { headedRows } from '../tables/headed-rows.js';
import { tableDelimiter } from '../tables/table-delimiter.js';
import { checkCounts } from './check-counts.js';
import type { SpatialCounts } from './spatial-counts.js';

/** Options of {@link readSpotLabels}. */
export interface SpotLabelsOptions {
  /** The name of the data in error messages. Default: `'the labels'`. */
  readonly name?: string | undefined;
  /** The column with the label. Default `'Layer'`. */
  readonly column?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Options of {@link labelSpots}. */
export interface LabelSpotsOptions {
  /** Called with a message if fewer than half of the labels belong to a spot. Default `console.warn`. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/**
 * Reads the region of each spot from tab-separated text, gzipped or not, whose header has the columns `spot` and `Layer`
 * (or another `column`), such as the manually annotated layers of the olfactory bulb. Row names, as R's `write.table` writes
 * them, are the spots if there is no column `spot`. `NA` or an empty cell is a spot
 * without a label and becomes null.
 *
 * @throws Error with code `ERR_INVALID_FILE`, naming the line: if a column is missing, a row has another length than the
 * header, or a spot is a duplicate.
 * @category Read a tissue
 */
export async function readSpotLabels(
  source: ByteSource,
  options: SpotLabelsOptions = {},
): Promise<Map<string, string | null>> {
  checkOptions('readSpotLabels', options, { name: true, column: true, signal: true });
  checkWatchers('readSpotLabels', options);
  checkByteSource('readSpotLabels', source);
  const { name = 'the labels', column = 'Layer', signal } = options;
  const where = `readSpotLabels: ${name}`;
  const labels = new Map<string, string | null>();
  const delimiter = (text: string) => tableDelimiter(text, ['\t']);
  let header: readonly string[] | undefined;
  for await (const { line, cells } of headedRows(source, { delimiter, where, signal })) {
    if (!header) {
      // An unnamed first column has the row names of R, or the index of pandas: the spots.
      header = cells[0] === '' && !cells.includes('spot') ? ['spot', ...cells.slice(1)] : cells;
      const names = header;
      const missing = ['spot', column].find((wanted) => !names.includes(wanted));
      if (missing !== undefined) {
        throw invalidFile(
          `${where}: expected a column "${missing}" in the header; ${validNames('columns', missing, cells)}.`,
        );
      }
      continue;
    }
    if (cells.length !== header.length) {
      throw invalidFile(
        `${where}, line ${line}: expected ${header.length} columns as in the header; got ${cells.length}.`,
      );
    }
    const spot = cells[header.indexOf('spot')] ?? '';
    const label = cells[header.indexOf(column)] ?? '';
    if (labels.has(spot)) {
      throw invalidFile(`${where}, line ${line}: spot "${spot}" is a duplicate; keep one of the two lines.`);
    }
    labels.set(spot, label === '' || label === 'NA' ? null : label);
  }
  return labels;
}

/**
 * Returns the counts with `spots.labels`. Labels are joined by the name of the spot, never by position; a spot without a
 * label gets null. If fewer than half of the labels belong to a spot, and a spot has no label, `onWarning` is called:
 * the labels may be of another tissue.
 *
 * @throws unless `labels` is a Map; also if it names none of the spots, because then the labels are of another
 * tissue.
 * @category Genes and spots
 */
export function labelSpots(
  counts: SpatialCounts,
  labels: ReadonlyMap<string, string | null>,
  options: LabelSpotsOptions = {},
): SpatialCounts {
  checkOptions('labelSpots', options, { onWarning: true });
  checkWatchers('labelSpots', options);
  checkCounts('labelSpots', counts);
  if (typeof labels?.get !== 'function') {
    const got = typeName(labels);
    throw invalidArgument(
      `labelSpots: labels must be a Map from spot to label, as from await readSpotLabels(source); got ${got}.`,
    );
  }
  const { onWarning = console.warn } = options;
  return withLabels(counts, labels, { where: 'labelSpots', error: invalidArgument, onWarning });
}

/**
 * The same as {@link labelSpots} for checked arguments. `error` makes the error if the labels name none of the
 * spots. `where` begins each message.
 */
export function withLabels(
  counts: SpatialCounts,
  labels: ReadonlyMap<string, string | null>,
  {
    where,
    error,
    onWarning,
  }: { where: string; error: (message: string) => Error; onWarning: (message: string) => void },
): SpatialCounts {
  const { names } = counts.spots;
  if (!names.some((name) => labels.has(name))) {
    throw error(
      `${where}: expected a label for at least one spot; none of the ${names.length} spots (${names[0] ?? 'none'}, …) is among the ` +
        `${labels.size} labels (${[...labels.keys()][0] ?? 'none'}, …); use the labels of the same replicate.`,
    );
  }
  const unlabelled = names.find((name) => !labels.has(name));
  const known = new Set(names);
  const foreign = [...labels.keys()].filter((name) => !known.has(name));
  const matching = labels.size - foreign.length;
  if (matching < labels.size / 2 && unlabelled !== undefined) {
    onWarning(
      `${where}: only ${matching} of ${labels.size} labels ${matching === 1 ? 'belongs' : 'belong'} to one of the ${names.length} spots; ` +
        `there is no spot "${foreign[0]}", and no label of spot "${unlabelled}"; use the labels of the same replicate.`,
    );
  }
  return { ...counts, spots: { ...counts.spots, labels: names.map((name) => labels.get(name) ?? null) } };
}
