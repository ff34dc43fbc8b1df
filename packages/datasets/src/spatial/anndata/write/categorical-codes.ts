import { invalidArgument, shown } from '@csm/base';
import type { ResultColumn } from '../../results/result-columns.js';
import type { ColumnCategories } from '../../spatial-counts.js';

/**
 * The index of every value in the categories of its column, −1 for a missing one (null or NaN), in the smallest type that holds
 * them, as pandas has it.
 *
 * @throws if a value is not a category.
 */
export function categoricalCodes(
  where: string,
  column: ResultColumn,
  { values }: ColumnCategories,
): Int8Array | Int16Array | Int32Array {
  const codes = new Map<unknown, number>(Array.from(values as ArrayLike<unknown>, (value, i) => [value, i]));
  const Codes = values.length < 2 ** 7 ? Int8Array : values.length < 2 ** 15 ? Int16Array : Int32Array;
  const result = new Codes(column.length);
  for (let row = 0; row < column.length; row++) {
    const value = column[row];
    const isMissing = value === null || Number.isNaN(value);
    const code = isMissing ? -1 : codes.get(value);
    if (code === undefined) {
      throw invalidArgument(
        `${where}: expected one of the ${values.length} categories of the column, or null; got ${shown(value)} in row ${row}; add it to ` +
          'spots.categories, or leave the column out there.',
      );
    }
    result[row] = code;
  }
  return result;
}
