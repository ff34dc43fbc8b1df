import { checkCount, invalidArgument, typeName } from '@csm/base';
import type { SpatialCounts } from '../spatial/spatial-counts.js';
import type { Cells } from './cells.js';

/** @throws unless `value` has the parts of {@link Cells}. */
export function checkCells(caller: string, value: Partial<Cells> | null | undefined): void {
  if (value?.spots?.names && value.genes && typeof value.rows === 'function') return;
  const isCounts = (value as Partial<SpatialCounts> | null | undefined)?.counts?.indptr !== undefined;
  throw invalidArgument(
    `${caller}: expected Cells, as from openCells or cellsOf; got ${isCounts ? 'SpatialCounts; pass cellsOf(counts)' : typeName(value)}.`,
  );
}

/** @throws unless each index is a whole number from 0 to count − 1. */
export function checkRows(caller: string, name: string, rows: ArrayLike<number>, count: number): void {
  if (typeof rows !== 'object' || rows === null || !Number.isSafeInteger(rows.length)) {
    throw invalidArgument(`${caller}: ${name} must be a list of indices of cells; got ${typeName(rows)}.`);
  }
  for (let i = 0; i < rows.length; i++) {
    checkCount(caller, `${name}[${i}]`, rows[i]!, { min: 0, max: count - 1 });
  }
}
