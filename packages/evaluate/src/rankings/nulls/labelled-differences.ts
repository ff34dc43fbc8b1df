import { centredUnits } from '../../significance/centred-units.js';
import type { LabelledLatents } from './labelled-latents.js';

/** The sums over the units of one side, with weights w and centred latents x: Σ w, Σ w², Σ w x, Σ w² x and Σ w² x xᵀ. */
interface Moments {
  units: number;
  weight: number;
  squaredWeight: number;
  readonly first: Float64Array;
  readonly weighted: Float64Array;
  /** Lower triangle, row by row. */
  readonly second: Float64Array;
}

/** One side's number of units, and the covariance of its weighted mean as a lower triangle. */
export interface SideCovariance {
  readonly units: number;
  readonly covariance: Float64Array;
}

/** The difference of means of one labelling, and the covariance of the mean of each side. */
export interface LabelledDifference {
  /** `[latentSize]` */
  readonly difference: Float64Array;
  readonly sides: readonly [SideCovariance, SideCovariance];
}

/**
 * Prepares the differences of means of any labelling. The mean of each block (stratum, or donor with both labels) is subtracted
 * before, so labels are compared within blocks. A unit counts by its number of examples. The covariance of a side's mean
 * is G / (G − 1) Σ (w_g / Σ w)² (m_g − m)(m_g − m)ᵀ over its G units; see `studentised`, which is this for single dimensions.
 *
 * @returns `of` for a labelling, and the covariance of the units, as a lower triangle.
 */
export function labelledDifferences({ rows, units }: LabelledLatents): {
  readonly of: (labels: Uint8Array) => LabelledDifference;
  readonly spread: Float64Array;
} {
  const { columns, variances } = centredUnits(rows, units);
  const latentSize = columns.length;
  // Dimensions that vary by rounding only are constant.
  const products = Array.from(units.sizes, (_, unit) =>
    Float64Array.from({ length: latentSize }, (__, l) => (variances[l]! > 0 ? columns[l]![unit]! : 0)),
  );
  const momentsOf = (members: Iterable<number>): Moments => {
    const sums = emptyMoments(latentSize);
    for (const unit of members) addUnit(sums, units.sizes[unit] ?? 0, products[unit] ?? new Float64Array(0));
    return sums;
  };
  const every = [...units.sizes.keys()];
  const all = momentsOf(every);
  const isSmaller = 2 * units.labels.reduce((sum, label) => sum + label, 0) <= units.labels.length ? 1 : 0;
  const spread = covarianceOf(all).map((value) => value * all.units);
  return {
    spread,
    of: (labels) => {
      // The sums of the side with fewer units are taken; the other side is the rest.
      const few = momentsOf(every.filter((unit) => labels[unit] === isSmaller));
      const rest = minus(all, few);
      const [up, down] = isSmaller === 1 ? [few, rest] : [rest, few];
      const difference = up.first.map((sum, l) => sum / up.weight - down.first[l]! / down.weight);
      const [v, w] = [covarianceOf(up), covarianceOf(down)];
      return {
        difference,
        sides: [
          // A side of one unit takes the spread of the other side.
          { units: up.units, covariance: up.units > 1 ? v : w },
          { units: down.units, covariance: down.units > 1 ? w : v },
        ],
      };
    },
  };
}

function emptyMoments(latentSize: number): Moments {
  return {
    units: 0,
    weight: 0,
    squaredWeight: 0,
    first: new Float64Array(latentSize),
    weighted: new Float64Array(latentSize),
    second: new Float64Array((latentSize * (latentSize + 1)) / 2),
  };
}

/** @param product w x of the unit. */
function addUnit(sums: Moments, weight: number, product: Float64Array): void {
  const { first, weighted, second } = sums;
  sums.units++;
  sums.weight += weight;
  sums.squaredWeight += weight * weight;
  for (let l = 0, at = 0; l < product.length; l++) {
    const value = product[l]!;
    first[l]! += value;
    weighted[l]! += weight * value;
    for (let k = 0; k <= l; k++, at++) second[at]! += value * product[k]!;
  }
}

function minus(all: Moments, some: Moments): Moments {
  return {
    units: all.units - some.units,
    weight: all.weight - some.weight,
    squaredWeight: all.squaredWeight - some.squaredWeight,
    first: all.first.map((value, l) => value - some.first[l]!),
    weighted: all.weighted.map((value, l) => value - some.weighted[l]!),
    second: all.second.map((value, at) => value - some.second[at]!),
  };
}

/** The covariance of a side's weighted mean; zeros for one unit. */
function covarianceOf({ units, weight, squaredWeight, first, weighted, second }: Moments): Float64Array {
  if (units < 2) return new Float64Array(second.length);
  const factor = units / ((units - 1) * weight * weight);
  const means = first.map((sum) => sum / weight);
  const covariance = second.slice();
  for (let l = 0, at = 0; l < means.length; l++) {
    for (let k = 0; k <= l; k++, at++) {
      covariance[at] =
        factor *
        (second[at]! -
          means[l]! * weighted[k]! -
          means[k]! * weighted[l]! +
          squaredWeight * means[l]! * means[k]!);
    }
  }
  return covariance;
}

/** aᵀ S a with the lower triangle of S, for the vector that begins at `at`. Rounding may not make it negative. */
export function quadraticForm(
  triangle: Float64Array,
  vector: Float64Array,
  at: number,
  size: number,
): number {
  let sum = 0;
  let entry = 0;
  for (let l = 0; l < size; l++) {
    let product = 0;
    for (let k = 0; k < l; k++) product += triangle[entry++]! * vector[at + k]!;
    const value = vector[at + l]!;
    sum += value * (2 * product + triangle[entry++]! * value);
  }
  return Math.max(0, sum);
}
