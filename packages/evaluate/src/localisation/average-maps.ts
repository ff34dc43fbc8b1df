import ndarray, { type NdArray } from 'ndarray';
import { checkMaps } from '../maps/check.js';
import { rowsOf } from '../maps/maps.js';

/** The mean map of some examples. */
export interface AverageMap {
  /** `[...shape]`. */
  readonly mean: NdArray<Float32Array>;
  /** Of each number of the mean, √(s² / n), s² the unbiased variance over the maps; NaN for one map. */
  readonly standardErrors: NdArray<Float32Array>;
}

/**
 * The mean of the maps of a concept's examples, with pixelwise standard errors: where all samples share one grid, as the images
 * of genes over one tissue do, noise that differs from sample to sample averages out and what the concept shows stays. Of pictures
 * that are not aligned, the mean shows where the concept tends to be, and nothing of any one picture.
 *
 * The standard errors hold for independent samples; a pixel within two of them of zero says nothing. Many pixels are many tests,
 * and neighbours are not independent.
 *
 * @param maps `[n, ...shape]`, as `explain` gives.
 * @throws if there are no maps.
 */
export function averageMaps(maps: NdArray): AverageMap {
  checkMaps('averageMaps', maps);
  const shape = maps.shape.slice(1);
  const rows = rowsOf(maps);
  const size = rows[0]!.length;
  const means = new Float64Array(size);
  // Welford's sums: exact where the variance is small beside the mean's square.
  const squares = new Float64Array(size);
  rows.forEach((row, i) => {
    for (let at = 0; at < size; at++) {
      const from = row[at]! - means[at]!;
      means[at]! += from / (i + 1);
      squares[at]! += from * (row[at]! - means[at]!);
    }
  });
  const n = rows.length;
  return {
    mean: ndarray(Float32Array.from(means), shape),
    standardErrors: ndarray(
      Float32Array.from(squares, (sum) => Math.sqrt(sum / (n - 1) / n)),
      shape,
    ),
  };
}
