import { mean } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';

/** How much of a pair map lies in region × region. */
export interface RegionMass {
  /** Σ |A| there, as a share of Σ |A|. */
  readonly share: number;
  /** The sum of the positive A there, as a share of the sum of all positive A. */
  readonly positiveShare: number;
  /** The share of all pairs of features that lie there. */
  readonly chance: number;
  /** Σ A there: what the region adds to the similarity. */
  readonly net: number;
}

/**
 * @param map of pairs of features, `[features, features]`.
 * @param first the share of each feature of the first picture that lies in the region, from 0 to 1.
 */
export function regionMass(
  map: NdArray<Float64Array>,
  first: Float64Array,
  second: Float64Array,
): RegionMass {
  const [rows = 0, columns = 0] = map.shape;
  if (first.length !== rows || second.length !== columns) {
    throw new Error(
      `expected regions of ${rows} and ${columns} features; got ${first.length} and ${second.length}`,
    );
  }
  let [all, inside, positive, positiveInside, net] = [0, 0, 0, 0, 0];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const value = map.data[i * columns + j]!;
      const share = first[i]! * second[j]!;
      all += Math.abs(value);
      inside += share * Math.abs(value);
      positive += Math.max(0, value);
      positiveInside += share * Math.max(0, value);
      net += share * value;
    }
  }
  return {
    share: inside / all,
    positiveShare: positiveInside / positive,
    chance: mean(first) * mean(second),
    net,
  };
}

/** The map of groups of features: the sums over the pairs of their members. @param groupOf for each feature, its group. */
export function grouped(
  map: NdArray<Float64Array>,
  groupOf: ArrayLike<number>,
  groups: number,
): NdArray<Float64Array> {
  const [rows = 0, columns = 0] = map.shape;
  const sums = new Float64Array(groups * groups);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) sums[groupOf[i]! * groups + groupOf[j]!]! += map.data[i * columns + j]!;
  }
  return ndarray(sums, [groups, groups]);
}

/** The share of the members of each group that are 1 in a mask. */
export function maskShares(
  mask: ArrayLike<number>,
  groupOf: ArrayLike<number>,
  groups: number,
): Float64Array {
  const [inside, size] = [new Float64Array(groups), new Float64Array(groups)];
  for (let i = 0; i < groupOf.length; i++) {
    inside[groupOf[i]!]! += mask[i]!;
    size[groupOf[i]!]! += 1;
  }
  return inside.map((sum, group) => sum / size[group]!);
}
