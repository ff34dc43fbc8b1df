import type { ResultColumn } from '../../results/result-columns.js';
import type { ColumnCategories } from '../../spatial-counts.js';
import { categoricalCodes } from './categorical-codes.js';
import {
  type GroupPlan,
  writeAttribute,
  writeBooleans,
  writeGroup,
  writeNumbers,
  writeStrings,
} from './write-elements.js';

/** Writes a column with its categories. @throws if a value is not one of them. */
function writeCategorical(
  parent: GroupPlan,
  name: string,
  column: ResultColumn,
  categories: ColumnCategories,
): void {
  const codes = categoricalCodes(`writeAnnData: obs["${name}"]`, column, categories);
  const group = writeGroup(parent, name, 'categorical', '0.2.0');
  writeAttribute(group, 'ordered', categories.ordered);
  writeNumbers(group, 'codes', codes);
  const { values } = categories;
  if (values.length === 0) writeStrings(group, 'categories', []);
  else writeColumn(group, 'categories', values instanceof Float64Array ? Array.from(values) : values);
}

const isInt32 = (value: number) => value === Math.trunc(value) && Math.abs(value) < 2 ** 31;

/**
 * Writes a column of a table. Typed arrays keep their type; a list of whole numbers becomes int32; missing strings become empty;
 * booleans of which some are missing become nullable ones. (scanpy converts strings to categories itself when it plots.)
 */
export function writeColumn(parent: GroupPlan, name: string, column: ResultColumn): void {
  if (column instanceof Float32Array || column instanceof Float64Array || column instanceof Int32Array) {
    writeNumbers(parent, name, column);
    return;
  }
  const values = Array.from(column as ArrayLike<string | number | boolean | null>);
  if (values.some((value) => typeof value === 'string')) {
    writeStrings(
      parent,
      name,
      values.map((value) => String(value ?? '')),
    );
  } else if (areBooleans(values)) {
    const known = values.map((value) => value === true);
    if (!values.includes(null)) {
      writeBooleans(parent, name, known);
      return;
    }
    const group = writeGroup(parent, name, 'nullable-boolean', '0.1.0');
    writeBooleans(group, 'values', known);
    writeBooleans(
      group,
      'mask',
      values.map((value) => value === null),
    );
  } else {
    const numbers = values.map((value) => (value === null ? Number.NaN : Number(value)));
    // Integers, such as clusters, are stored as integers, because scanpy plots floats as a continuum.
    const areWhole = numbers.length > 0 && numbers.every(isInt32);
    writeNumbers(parent, name, areWhole ? Int32Array.from(numbers) : Float64Array.from(numbers));
  }
}

/** Whether there are booleans, some of which may be missing, and nothing else. */
const areBooleans = (
  values: readonly (string | number | boolean | null)[],
): values is readonly (boolean | null)[] =>
  values.some((value) => value !== null) &&
  values.every((value) => value === null || typeof value === 'boolean');

/** Writes a table: its index and columns. @param categories those of columns that have some, by name. */
export function writeFrame(
  parent: GroupPlan,
  name: string,
  index: readonly string[],
  columns: Readonly<Record<string, ResultColumn>>,
  categories: Readonly<Record<string, ColumnCategories>> = {},
): void {
  const group = writeGroup(parent, name, 'dataframe', '0.2.0');
  writeAttribute(group, '_index', '_index');
  writeStrings(group, '_index', index);
  for (const [column, values] of Object.entries(columns)) {
    const own = Object.hasOwn(categories, column) ? categories[column] : undefined;
    if (own) writeCategorical(group, column, values, own);
    else writeColumn(group, column, values);
  }
  writeColumnOrder(group, Object.keys(columns));
}

/** Writes the order of the columns of a table. */
export function writeColumnOrder(frame: GroupPlan, names: readonly string[]): void {
  // anndata writes an empty order like this, as libhdf5 cannot store an empty list of strings.
  writeAttribute(frame, 'column-order', names.length === 0 ? new Float64Array(0) : names);
}
