import type { CellsOptions } from '../cells-options.js';
import { type CellsData, textColumn } from './open-cells-data.js';

/** Names of columns of `obs` that usually hold the donor. */
const NAMES =
  /^((sample[_ .-]?)?donor|patient|subject|individual|participant|animal|mouse)([_ .-]?(id|name|key|no))?$/i;

/** The column of `obs` that seems to hold the donor, if `--donor` names no column and it is not that of labels or batches. */
export function likelyDonor(
  data: CellsData,
  { labels, donor, batch, along }: CellsOptions,
): { readonly column: string; readonly of: readonly string[] } | undefined {
  if (donor !== undefined) return undefined;
  for (const column of Object.keys(data.counts.spots.columns ?? {})) {
    if (!NAMES.test(column) || [labels, batch, along].includes(column)) continue;
    const of = textColumn(data, '--donor', column).map((value) => value ?? '');
    const count = new Set(of).size;
    // As many values as cells would be names of cells.
    if (count > 1 && 2 * count <= of.length) return { column, of };
  }
  return undefined;
}
