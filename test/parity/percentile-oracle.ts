import {
  nearestPercentile,
  percentileIndex,
} from '../../packages/explainers/src/rules/rectified-gradient/percentile.js';
import { readPercentileOracle } from '../oracles.js';

/** Counts the rows of the percentile oracle, and those for which our index, threshold and number of passing values are equal. */
export function countPercentiles(): { rows: number; exact: number } {
  const cases = readPercentileOracle();
  let x = new Float32Array();
  const exact = cases.filter((row) => {
    if (row.x) x = Float32Array.from(row.x);
    const threshold = nearestPercentile(x, row.q);
    return (
      percentileIndex(row.d, row.q, 'float64') === row.desc_index &&
      percentileIndex(row.d, row.q, 'float32') === row.desc_index_float32_tf &&
      threshold === Math.fround(row.threshold) &&
      x.filter((value) => value > threshold).length === row.passing
    );
  });
  return { rows: cases.length, exact: exact.length };
}
