import { addScaled } from '../statistics/add-scaled.js';
import type { LabelUnits } from './label-units.js';

/** A dimension whose variance is below this share of its mean square varies by rounding only. */
const ROUNDING = 1e-24;

/** The values of units, with the mean of their block subtracted. */
export interface CentredUnits {
  /** For each dimension, the value of each unit times the unit's number of examples. */
  readonly columns: readonly Float64Array[];
  /** The variance of each dimension over all examples; 0 if it varies by rounding only. */
  readonly variances: Float64Array;
}

/** Takes the mean of the examples of each unit, and subtracts the mean of the examples of its block. */
export function centredUnits(rows: readonly ArrayLike<number>[], units: LabelUnits): CentredUnits {
  const { unitOf, sizes, blocks } = units;
  const size = rows[0]?.length ?? 0;
  const values = Array.from(sizes, () => new Float64Array(size));
  for (const [i, row] of rows.entries()) {
    const unit = unitOf[i] ?? 0;
    const sum = values[unit];
    if (sum) addScaled(sum, row, 1 / (sizes[unit] ?? 1));
  }
  const squares = meanSquares(values, sizes, size);
  const means: Float64Array[] = [];
  const weights: number[] = [];
  for (const [unit, row] of values.entries()) {
    const [block = 0, weight = 0] = [blocks[unit], sizes[unit]];
    means[block] ??= new Float64Array(size);
    addScaled(means[block], row, weight);
    weights[block] = (weights[block] ?? 0) + weight;
  }
  for (const [unit, row] of values.entries()) {
    const block = blocks[unit] ?? 0;
    addScaled(row, means[block] ?? [], -1 / (weights[block] ?? 1));
  }
  const variances = meanSquares(values, sizes, size);
  for (const [j, variance] of variances.entries()) {
    if (variance <= ROUNDING * (squares[j] ?? 0)) variances[j] = 0;
  }
  const columns = Array.from(variances, (_, j) =>
    sizes.map((weight, unit) => weight * (values[unit]?.[j] ?? 0)),
  );
  return { columns, variances };
}

/** The mean of the squares of each dimension, weighted by the sizes of the units. */
function meanSquares(values: readonly Float64Array[], sizes: Float64Array, size: number): Float64Array {
  const sums = new Float64Array(size);
  let total = 0;
  for (const [unit, row] of values.entries()) {
    const weight = sizes[unit] ?? 0;
    total += weight;
    for (let j = 0; j < size; j++) sums[j] = (sums[j] ?? 0) + weight * (row[j] ?? 0) ** 2;
  }
  return sums.map((sum) => sum / total);
}
