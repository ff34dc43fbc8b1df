import type { CellsOptions } from '../cells-options.js';
import { type CellsData, textColumn } from './open-cells-data.js';

/** Names of columns of `obs` that usually hold the technical batch. */
const NAMES =
  /^(batch|run|library|lane|plate|chemistry|assay|sample|sequencing|channel|site|dataset|study)([_ .-]?(id|name|key|no))?$/i;

/** With more values, a column is not that of batches. */
const MOST = 50;

/** The column of `obs` that seems to hold the batch, if `--batch` names no column and it is not that of labels or donors. */
export function likelyBatch(
  data: CellsData,
  { labels, donor, along }: CellsOptions,
): { readonly column: string; readonly of: readonly string[] } | undefined {
  for (const column of Object.keys(data.counts.spots.columns ?? {})) {
    if (!NAMES.test(column) || [labels, donor, along].includes(column)) continue;
    const of = textColumn(data, '--batch', column).map((value) => value ?? '');
    const count = new Set(of).size;
    if (count > 1 && count <= MOST) return { column, of };
  }
  return undefined;
}
