import { checkOptions, checkPositive, mean, rows } from '@csm/base';
import type { NdArray } from 'ndarray';
import { checkMaps, checkSameShape } from '../maps/check-maps.js';
import { zip } from '../maps/zip.js';

/** Options of {@link shareBeyondError}. */
export interface ShareBeyondErrorOptions {
  /** Number of standard errors. Default 2. */
  readonly errors?: number | undefined;
}

/**
 * Share of a map's numbers that are further from zero than a number of standard errors; one number per input. Use it
 * for maps that are averages, such as those of `posteriorAverage` and SmoothGrad. Null: 0.046 for two standard errors
 * of normal draws around zero.
 *
 * @param standardErrors standard error of each number, as `explain` returns them for `posteriorAverage`.
 * @throws if the shapes differ, or an option is unknown or out of range.
 * @category Stability
 */
export function shareBeyondError(
  maps: NdArray,
  standardErrors: NdArray,
  options: ShareBeyondErrorOptions = {},
): Float64Array {
  const caller = 'shareBeyondError';
  checkOptions(caller, options, { errors: true });
  const { errors = 2 } = options;
  checkPositive(caller, 'errors', errors, { orZero: true });
  checkMaps(caller, maps);
  checkSameShape(caller, maps, standardErrors, 'maps and standard errors');
  return Float64Array.from(zip(rows(maps), rows(standardErrors)), ([row, limits]) => {
    return mean(row.map((value, at) => (Math.abs(value) > errors * (limits[at] ?? 0) ? 1 : 0)));
  });
}
