import { invalidArgument, typeName } from '@csm/base';
import type { SpatialCounts } from './spatial-counts.js';

/** @throws unless `value` has the tables of {@link SpatialCounts} or `Cells`. */
export function checkTables(
  caller: string,
  value: Partial<Pick<SpatialCounts, 'spots' | 'genes'>> | null | undefined,
): void {
  if (value?.spots?.names && value.genes) return;
  throw invalidArgument(
    `${caller}: expected SpatialCounts or Cells { spots, genes }, as from the readers; got ${typeName(value)}.`,
  );
}

/** @throws unless `value` has the parts of {@link SpatialCounts}. */
export function checkCounts(caller: string, value: Partial<SpatialCounts> | null | undefined): void {
  if (value?.spots?.names && value.genes && value.counts?.indptr) return;
  throw invalidArgument(
    `${caller}: expected SpatialCounts { spots, genes, counts }, as from the readers or syntheticBulb; got ${typeName(value)}.`,
  );
}
