import { rows, size } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { checkMaps } from './check-maps.js';

/** The mean of several maps. */
export interface AverageMap {
  /** `[...shape]`. */
  readonly mean: NdArray<Float32Array>;
  /**
   * Standard error of each number of the mean, √(s² / n), where s² is the unbiased variance over the maps; NaN for
   * a single map.
   */
  readonly standardErrors: NdArray<Float32Array>;
}

/**
 * Averages the maps of a concept's examples, with pixelwise standard errors. If all samples share one grid, as the
 * images of genes over one tissue do, noise that differs between samples averages out, and the effect of the concept
 * remains. For pictures that are not aligned, the mean shows where the concept tends to be, and nothing about any
 * single picture.
 *
 * The standard errors are valid for independent samples; a pixel that is within two standard errors of zero is not
 * evidence of anything. Many pixels are many tests, and neighbours are not independent.
 *
 * @param maps `[n, ...shape]`, as `explain` returns them.
 * @throws if there are no maps.
 * @category Maps
 */
export function averageMaps(maps: NdArray): AverageMap {
  checkMaps('averageMaps', maps);
  const [n = 0, ...shape] = maps.shape;
  const means = new Float64Array(size(shape));
  // Welford's sums are accurate even if the variance is small compared with the squared mean.
  const squares = new Float64Array(means.length);
  let count = 0;
  for (const row of rows(maps)) {
    count += 1;
    for (let at = 0; at < row.length; at++) {
      const before = row[at]! - means[at]!;
      means[at]! += before / count;
      squares[at]! += before * (row[at]! - means[at]!);
    }
  }
  const errors = Float32Array.from(squares, (sum) => Math.sqrt(sum / (n - 1) / n));
  return { mean: ndarray(Float32Array.from(means), shape), standardErrors: ndarray(errors, shape) };
}
