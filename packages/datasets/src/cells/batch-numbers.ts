import { checkOptions, invalidArgument, typeName, validNames } from '@csm/base';
import type { SpotColumn } from '../spatial/spatial-counts.js';

/** Options of {@link batchNumbers}. */
export interface BatchNumbersOptions {
  /** The names of the batches in the order of their numbers, such as that of the model's categories. Default: the values, sorted. */
  readonly names?: readonly string[] | undefined;
}

/** The batch of each cell as a number. */
export interface BatchNumbers {
  /** `[cells]`: the index of each cell's batch in `names`. */
  readonly numbers: Uint32Array;
  readonly names: readonly string[];
}

/**
 * Numbers the batches (or donors, or slides) of a column of `obs`, for encoders that take the batch as a covariate. By default the
 * names are sorted, as pandas sorts the categories of a column; a model that was trained with another order needs it as `names`.
 *
 * @throws if a value is missing, because a cell without a batch has no number; and if a value is not among `names`.
 *
 * @example
 * const { numbers } = batchNumbers(cells.spots.columns.batch);
 * const batches = cellBatches(cells, { batch: numbers });
 * @category Cells
 */
export function batchNumbers(column: SpotColumn, options: BatchNumbersOptions = {}): BatchNumbers {
  checkOptions('batchNumbers', options, { names: true });
  return numberedBatches('batchNumbers', 'column', column, options.names);
}

/** As {@link batchNumbers}, for a caller with an option of another name. */
export function numberedBatches(
  caller: string,
  option: string,
  column: ArrayLike<unknown>,
  given?: readonly string[] | undefined,
): BatchNumbers {
  if (typeof column !== 'object' || column === null || !Number.isSafeInteger(column.length)) {
    throw invalidArgument(`${caller}: ${option} must be a list of batches; got ${typeName(column)}.`);
  }
  const values = Array.from(column);
  const missing = values.findIndex((value) => value === null || value === undefined || Number.isNaN(value));
  if (missing >= 0) {
    throw invalidArgument(
      `${caller}: ${option} must have a batch for each cell; ${option}[${missing}] is missing; leave such cells out.`,
    );
  }
  const names = given ?? sortedNames(values);
  const numberOf = new Map(names.map((name, number) => [name, number]));
  const numbers = Uint32Array.from(values, (value, cell) => {
    const number = numberOf.get(String(value));
    if (number !== undefined) return number;
    const hint = validNames('names', String(value), names);
    throw invalidArgument(`${caller}: ${option}[${cell}] is "${value}", which is not among names; ${hint}.`);
  });
  return { numbers, names: [...names] };
}

function sortedNames(values: readonly unknown[]): string[] {
  const distinct = [...new Set(values)];
  if (distinct.every((value) => typeof value === 'number')) return distinct.sort((a, b) => a - b).map(String);
  return [...new Set(distinct.map(String))].sort();
}
