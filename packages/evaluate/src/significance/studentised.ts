import { centredUnits } from './centred-units.js';
import type { LabelUnits } from './label-units.js';

/** Spreads below this share of a dimension's variance over all examples count as this share. */
export const LEAST_SPREAD = 1e-6;

/** Writes z² of each dimension for a labelling of the units, and returns their sum. */
export type Studentised = (labels: Uint8Array, squares: Float64Array) => number;

/**
 * Prepares the studentised difference of means of each dimension.
 *
 * With d = mean(positives) − mean(negatives) and v = s² / n of each side, Welch's t² = d² / (v₊ + v₋) has
 * ν = (v₊ + v₋)² / (v₊² / (n₊ − 1) + v₋² / (n₋ − 1)) degrees of freedom, and z² = ((8ν + 1) / (8ν + 3))² ν ln(1 + t² / ν) is the
 * square of the normal deviate that has nearly the same tail area. Sums of t² itself are not comparable between
 * labellings, because the mean of t² depends on n and on the shape of the distribution, and a permutation mixes two
 * spreads. For large n, z² = t².
 *
 * The value of a unit of several examples is their mean, and a unit counts by its number of examples, so d is the concept
 * vector; v = G / (G − 1) Σ (w_g / w)² (m_g − m)² over the G units of a side is the variance of that mean, and G takes the
 * place of n. The mean of each block is subtracted before, so d compares labels within blocks. A side of one unit
 * takes the variance of the other side.
 *
 * Sources: Welch 1947; Wallace 1959 (doi 10.1214/aoms/1177706094) for z; Janssen 1997
 * (doi 10.1016/S0167-7152(97)00043-6) for permutations of a studentised difference when spreads differ.
 *
 * @param rows the values of each example; positives come before negatives.
 */
export function studentised(rows: readonly ArrayLike<number>[], units: LabelUnits): Studentised {
  const { columns, variances } = centredUnits(rows, units);
  const { sizes } = units;
  const everyUnit = Int32Array.from(sizes.keys());
  const all = columns.map((column) => momentsOf(column, sizes, everyUnit));
  const whole = weightsOf(sizes, everyUnit);
  // The sums of the side with fewer units are taken; the other side is the rest.
  const isSmaller = 2 * units.labels.reduce((sum, label) => sum + label, 0) <= sizes.length ? 1 : 0;
  return (labels, squares) => {
    const members = everyUnit.filter((unit) => labels[unit] === isSmaller);
    const few = weightsOf(sizes, members);
    const rest = {
      units: whole.units - few.units,
      sum: whole.sum - few.sum,
      squares: whole.squares - few.squares,
    };
    let total = 0;
    for (const [j, column] of columns.entries()) {
      const floor = LEAST_SPREAD * (variances[j] ?? 0);
      const sums = all[j];
      squares[j] = 0;
      if (!(floor > 0) || sums === undefined) continue;
      const own = momentsOf(column, sizes, members);
      const other = {
        first: sums.first - own.first,
        weighted: sums.weighted - own.weighted,
        second: sums.second - own.second,
      };
      const [v, w] = [meanVariance(few, own), meanVariance(rest, other)];
      const square = normalSquare(
        own.first / few.sum - other.first / rest.sum,
        Math.max(few.units > 1 ? v : w, floor / few.units),
        Math.max(rest.units > 1 ? w : v, floor / rest.units),
        few.units,
        rest.units,
      );
      squares[j] = square;
      total += square;
    }
    return total;
  };
}

/** The weights of the units of one side. */
interface Weights {
  readonly units: number;
  readonly sum: number;
  readonly squares: number;
}

function weightsOf(sizes: Float64Array, members: Int32Array): Weights {
  let [sum, squares] = [0, 0];
  for (const unit of members) {
    const size = sizes[unit] ?? 0;
    sum += size;
    squares += size * size;
  }
  return { units: members.length, sum, squares };
}

/** Sums over the units of one side, with weights w and values x: Σ w x, Σ w² x and Σ w² x². */
interface Moments {
  readonly first: number;
  readonly weighted: number;
  readonly second: number;
}

/** @param column w x of each unit. */
function momentsOf(column: Float64Array, sizes: Float64Array, members: Int32Array): Moments {
  let [first, weighted, second] = [0, 0, 0];
  for (let i = 0; i < members.length; i++) {
    const unit = members[i] ?? 0;
    const product = column[unit] ?? 0;
    first += product;
    weighted += (sizes[unit] ?? 0) * product;
    second += product * product;
  }
  return { first, weighted, second };
}

/** The variance of a side's weighted mean: G / (G − 1) Σ (w / Σw)² (x − mean)². Rounding may not make it negative. */
function meanVariance({ units, sum, squares }: Weights, { first, weighted, second }: Moments): number {
  const mean = first / sum;
  const deviations = second - 2 * mean * weighted + mean * mean * squares;
  return (Math.max(0, deviations) * units) / ((units - 1) * sum * sum);
}

/** z² of a difference of means whose sides have variances v and w of the mean and n and m units; see {@link studentised}. */
export function normalSquare(difference: number, v: number, w: number, n: number, m: number): number {
  const both = v + w;
  const parts = (n > 1 ? (v * v) / (n - 1) : 0) + (m > 1 ? (w * w) / (m - 1) : 0);
  // Two sides of one unit each have no degrees of freedom.
  if (!(parts > 0)) return 0;
  const freedom = (both * both) / parts;
  const scale = (8 * freedom + 1) / (8 * freedom + 3);
  return scale * scale * freedom * Math.log1p((difference * difference) / both / freedom);
}
