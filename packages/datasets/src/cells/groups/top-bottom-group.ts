import { checkCount, checkOptions, invalidArgument, shown } from '@csm/base';
import type { CellGroup } from './cell-group.js';
import { checkNumbers } from './check-numbers.js';
import { cellGroup, MINIMUM_CELLS } from './groups-of-cells.js';

/** Options of {@link topBottomGroup}. */
export interface TopBottomGroupOptions {
  /** The share of the cells with a value that each side has, above 0 and at most 0.5. Default 0.25. */
  readonly share?: number | undefined;
  /** The least number of cells of each side. Default 10. */
  readonly minimum?: number | undefined;
}

/**
 * Makes a concept from one number per cell, such as the score of a gene set: the cells with the highest values against those with the
 * lowest. With n cells that have a value, cells with at least the ⌊share · n⌋-th highest value have the concept, and cells with at most
 * the ⌊share · n⌋-th lowest lack it; equal values are never separated, so a side may have more cells. Cells without a value (NaN)
 * are on neither side.
 *
 * @throws if the highest and the lowest values are equal, as where most cells have a value of 0, or if a side has too few cells.
 * @category Groups of cells
 */
export function topBottomGroup(
  name: string,
  values: ArrayLike<number>,
  options: TopBottomGroupOptions = {},
): CellGroup {
  const caller = 'topBottomGroup';
  checkOptions<TopBottomGroupOptions>(caller, options, { share: true, minimum: true });
  const { share = 0.25, minimum = MINIMUM_CELLS } = options;
  checkCount(caller, 'minimum', minimum);
  if (!(typeof share === 'number' && share > 0 && share <= 0.5)) {
    throw invalidArgument(`${caller}: share must be a number above 0 and at most 0.5; got ${shown(share)}.`);
  }
  const numbers = checkNumbers(caller, values);
  const sorted = numbers.filter((value) => !Number.isNaN(value)).sort();
  const count = Math.floor(share * sorted.length);
  const [low, high] = [sorted[count - 1], sorted[sorted.length - count]];
  if (low === undefined || high === undefined) {
    throw invalidArgument(
      `${caller}: "${name}" needs a value for at least ${Math.ceil(1 / share)} cells; got ${sorted.length}.`,
    );
  }
  if (low >= high) {
    throw invalidArgument(
      `${caller}: the highest and the lowest ${share * 100} % of "${name}" must differ; both reach ${low}; ` +
        'pass a smaller share, or use thresholdGroup.',
    );
  }
  const percent = Number((share * 100).toPrecision(3));
  return cellGroup(
    caller,
    name,
    `highest ${percent} % of ${name} against the lowest ${percent} %`,
    minimum,
    Array.from(numbers, (value) => (value >= high ? true : value <= low ? false : undefined)),
  );
}
