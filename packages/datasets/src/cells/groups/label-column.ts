import { invalidArgument, shown, validNames } from '@csm/base';
import type { SpotColumn, Spots } from '../../spatial/spatial-counts.js';

/** A column of numbers with more distinct values than this is a measurement and not a label. */
const MOST_NUMBERS = 100;

/** Checks what has names of cells. @throws unless it is `Spots`. */
export function checkSpots(caller: string, spots: Spots): void {
  if (Array.isArray(spots?.names)) return;
  throw invalidArgument(
    `${caller}: expected the spots of counts or cells, such as counts.spots; got ${shown(spots)}.`,
  );
}

/** The column with a name; `'labels'` is `spots.labels` unless a column is called so. @throws if the column does not exist. */
export function columnNamed(caller: string, spots: Spots, name: string): SpotColumn {
  checkSpots(caller, spots);
  const columns = spots.columns ?? {};
  if (Object.hasOwn(columns, name)) return columns[name]!;
  if (name === 'labels' && spots.labels) return spots.labels;
  const names = [...Object.keys(columns), ...(spots.labels ? ['labels'] : [])];
  throw invalidArgument(
    `${caller}: unknown column ${shown(name)}; ${validNames('columns', String(name), names)}.`,
  );
}

/**
 * The values of a column as text, null where missing. Whole numbers are labels as well, such as those of clusters.
 * @throws if the column has other numbers, or too many different ones.
 */
export function labelsOf(caller: string, name: string, column: SpotColumn): (string | null)[] {
  if (column instanceof Float64Array) checkWholeNumbers(caller, name, column);
  return Array.from<string | boolean | number | null, string | null>(column, (value) =>
    value === null || Number.isNaN(value) ? null : String(value),
  );
}

function checkWholeNumbers(caller: string, name: string, column: Float64Array): void {
  const other = column.find((value) => !Number.isNaN(value) && !Number.isInteger(value));
  const hint = 'for a measurement, pass it to thresholdGroup, topBottomGroup or regressionDirection';
  if (other !== undefined) {
    throw invalidArgument(
      `${caller}: column "${name}" must have labels; it has the number ${other}; ${hint}.`,
    );
  }
  const distinct = new Set(column).size;
  if (distinct <= MOST_NUMBERS) return;
  throw invalidArgument(
    `${caller}: column "${name}" must have labels; it has ${distinct} different numbers; ${hint}.`,
  );
}
