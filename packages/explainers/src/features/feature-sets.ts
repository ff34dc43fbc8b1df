import { checkCount, checkList, checkOneOf, checkOptions, invalidArgument, shown } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import type { FeatureSetsOptions } from './feature-sets-options.js';

/**
 * Sets of numbers of a vector as features, such as sets of genes.
 *
 * @param size number of numbers of one input: `encoder.inputShape[0]`.
 * @param sets the indices of each set's numbers, from 0. No number may be in two sets.
 * @returns labels `[size]`: k for the numbers of set k, followed by those of the numbers in no set.
 * @throws if there is no set, a set is empty, an index is outside the input, or a number is in two sets.
 * @category Features
 */
export function featureSets(
  size: number,
  sets: readonly ArrayLike<number>[],
  options: FeatureSetsOptions = {},
): NdArray<Int32Array> {
  checkOptions<FeatureSetsOptions>('featureSets', options, { others: true });
  const { others = 'each' } = options;
  checkCount('featureSets', 'size', size);
  checkOneOf('featureSets', 'others', others, ['each', 'one']);
  checkList('featureSets', 'sets', sets);
  if (sets.length === 0) throw invalidArgument('featureSets: sets must hold at least one set; got none.');
  const labels = new Int32Array(size).fill(-1);
  for (const [k, set] of sets.entries()) {
    for (const index of indicesOf(set, k, size)) {
      const other = labels[index] ?? -1;
      if (other >= 0 && other !== k) throw inTwoSets(index, other, k);
      labels[index] = k;
    }
  }
  let next = sets.length;
  for (const [index, label] of labels.entries()) {
    if (label >= 0) continue;
    labels[index] = next;
    if (others === 'each') next += 1;
  }
  return ndarray(labels, [size]);
}

function indicesOf(set: ArrayLike<number>, k: number, size: number): number[] {
  const isSet = Array.isArray(set) || (ArrayBuffer.isView(set) && !(set instanceof DataView));
  const indices: unknown[] = isSet ? Array.from(set) : [];
  if (indices.length === 0) {
    throw invalidArgument(
      `featureSets: set ${k} must be a list of at least one index; got ${isSet ? 'an empty list' : shown(set)}.`,
    );
  }
  return indices.map((index) => {
    if (typeof index === 'number' && Number.isInteger(index) && index >= 0 && index < size) return index;
    throw invalidArgument(
      `featureSets: indices must be whole numbers from 0 to ${size - 1}; set ${k} holds ${shown(index)}.`,
    );
  });
}

function inTwoSets(index: number, first: number, second: number): Error {
  return invalidArgument(
    `featureSets: number ${index} is in the sets ${first} and ${second}; expected sets without common numbers, because a number ` +
      'belongs to one feature; explain overlapping sets in separate runs.',
  );
}
