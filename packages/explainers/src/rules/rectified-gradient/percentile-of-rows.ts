import { min, mul, type Tensor, type Tensor2D, topk } from '@tensorflow/tfjs-core';
import { type IndexPrecision, percentileIndex } from './percentile.js';

/**
 * The percentile of each row, as {@link nearestPercentile} selects it, in TensorFlow.js operations: `[rows, 1]`. Selects from the
 * top or the bottom of a row, whichever takes fewer values. Call inside `tf.tidy`.
 */
export function percentileOfRows(rows: Tensor2D, q: number, precision: IndexPrecision): Tensor {
  const [, count] = rows.shape;
  const above = percentileIndex(count, q, precision);
  const below = count - 1 - above;
  return above <= below ? largest(rows, above) : mul(largest(mul(rows, -1) as Tensor2D, below), -1);
}

/** The value at an index of each row in descending order: the smallest of the `index + 1` largest values. */
function largest(rows: Tensor2D, index: number): Tensor {
  return min(topk(rows, index + 1, false).values, 1, true);
}
