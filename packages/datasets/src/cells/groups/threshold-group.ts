import { checkCount, checkRequiredOptions, invalidArgument, shown } from '@csm/base';
import type { CellGroup } from './cell-group.js';
import { checkNumbers } from './check-numbers.js';
import { cellGroup, MINIMUM_CELLS } from './groups-of-cells.js';

/** Options of {@link thresholdGroup}. */
export interface ThresholdGroupOptions {
  /** Cells with at least this value have the concept. */
  readonly above: number;
  /**
   * Cells with at most this value lack it, and those in between are on neither side; below `above`. Default: all cells with less than
   * `above` lack it.
   */
  readonly below?: number | undefined;
  /** The least number of cells of each side. Default 10. */
  readonly minimum?: number | undefined;
}

/**
 * Makes a concept from one number per cell: high against low. Cells without a value (NaN) are on neither side.
 *
 * @param name the name of the concept, such as `'CD14'`.
 * @param values one number per cell: a column, counts of a gene or protein, a score.
 * @throws if a threshold is not finite, if `below` is not below `above`, or if a side has too few cells.
 *
 * @example
 * const high = thresholdGroup('CD14 protein', cd14, { above: 512, below: 128 });
 * @category Groups of cells
 */
export function thresholdGroup(
  name: string,
  values: ArrayLike<number>,
  options: ThresholdGroupOptions,
): CellGroup {
  const caller = 'thresholdGroup';
  checkRequiredOptions<ThresholdGroupOptions>(caller, options, { above: true, below: true, minimum: true });
  const { above, below, minimum = MINIMUM_CELLS } = options;
  checkCount(caller, 'minimum', minimum);
  const numbers = checkNumbers(caller, values);
  if (!Number.isFinite(above)) {
    throw invalidArgument(`${caller}: above must be a finite number; got ${shown(above)}.`);
  }
  if (below !== undefined && !(Number.isFinite(below) && below < above)) {
    throw invalidArgument(`${caller}: below must be a finite number below ${above}; got ${shown(below)}.`);
  }
  const isLow = (value: number) => (below === undefined ? value < above : value <= below);
  const sides = Array.from(numbers, (value) => (value >= above ? true : isLow(value) ? false : undefined));
  const against = below === undefined ? `< ${above}` : `≤ ${below}`;
  return cellGroup(caller, name, `${name} ≥ ${above} against ${against}`, minimum, sides);
}
