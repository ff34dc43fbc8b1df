import { checkCount, checkRequiredOptions, checkSeed, invalidArgument } from '@csm/base';
import type { ImageDataset } from '../images/image-dataset.js';
import { shuffled } from './shuffled.js';

/** Options of {@link splitByGroup}. */
export interface SplitByGroupOptions {
  /** The attribute that names the group of an image, such as `'person'`. */
  readonly attribute: string;
  /** How many groups to hold out. */
  readonly heldOut: number;
  /** A whole number from 0 to 2³² − 1. The same seed holds out the same groups. */
  readonly seed: number;
}

/** The ids of a data set in two parts. No group is in both. */
export interface GroupSplit {
  readonly train: readonly string[];
  readonly test: readonly string[];
  /** The groups in `test`, in alphabetical order. */
  readonly heldOut: readonly string[];
}

/**
 * Splits a data set by group: all images of some randomly drawn groups are held out. With several pictures per person, a
 * split by picture would test on people that were seen in training.
 *
 * @throws if the attribute is unknown, if the group of an image is unknown, and unless each part keeps at least one group.
 * @category Split and sample
 */
export function splitByGroup(dataset: ImageDataset, options: SplitByGroupOptions): GroupSplit {
  checkRequiredOptions('splitByGroup', options, { attribute: true, heldOut: true, seed: true });
  const { attribute, heldOut: count, seed } = options;
  checkSeed('splitByGroup', seed);
  const groups = dataset.labels(attribute);
  const unknown = groups.indexOf(null);
  if (unknown >= 0) {
    throw invalidArgument(
      `splitByGroup: every image must have a value of "${attribute}"; image ${dataset.ids[unknown]} has none; leave it out first.`,
    );
  }
  const names = [...new Set(groups.map(String))].sort();
  if (names.length < 2) {
    throw invalidArgument(
      `splitByGroup: attribute "${attribute}" must have at least two values; its only value is "${names[0]}".`,
    );
  }
  checkCount('splitByGroup', 'heldOut', count, { max: names.length - 1 });
  const heldOut = shuffled(names, seed).slice(0, count).sort();
  const isHeldOut = (_: string, i: number) => heldOut.includes(String(groups[i]));
  return {
    train: dataset.ids.filter((id, i) => !isHeldOut(id, i)),
    test: dataset.ids.filter(isHeldOut),
    heldOut,
  };
}
