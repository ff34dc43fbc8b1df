import { requireInteger, requireOptions } from '../checks/check-options.js';
import type { ImageDataset } from '../images/image-dataset.js';
import { shuffled } from './shuffled.js';

/** Options of {@link splitByGroup}. */
export interface SplitByGroupOptions {
  /** The attribute that names the group of an image, such as 'person'. */
  readonly attribute: string;
  /** How many groups to hold out. */
  readonly heldOut: number;
  /** An integer from 0 to 2³² − 1. The same seed holds out the same groups. */
  readonly seed: number;
}

/** Ids of a data set, parted so that no group is on both sides. */
export interface GroupSplit {
  readonly train: readonly string[];
  readonly test: readonly string[];
  /** The groups of `test`, in alphabetical order. */
  readonly heldOut: readonly string[];
}

/**
 * Parts images by group: all images of some groups, drawn at random, are held out. With several pictures a person, a part
 * drawn by picture would test on people seen in training.
 *
 * Throws on an unknown attribute, an image whose group is unknown, and unless a group is left on either side.
 */
export function splitByGroup(dataset: ImageDataset, options: SplitByGroupOptions): GroupSplit {
  requireOptions('splitByGroup', options, "{ attribute: 'person', heldOut: 6, seed: 1 }");
  const { attribute, heldOut: count, seed } = options;
  const groups = dataset.labels(attribute);
  const unknown = groups.indexOf(null);
  if (unknown >= 0) {
    throw new Error(
      `splitByGroup: image ${dataset.ids[unknown]} has no value of "${attribute}"; leave it out first`,
    );
  }
  const names = [...new Set(groups.map(String))].sort();
  if (names.length < 2) {
    throw new Error(
      `splitByGroup: "${attribute}" has one value only, "${names[0]}"; it takes two groups to part them`,
    );
  }
  requireInteger('splitByGroup', 'heldOut', count, 1, names.length - 1);
  const heldOut = shuffled(names, seed).slice(0, count).sort();
  const isHeldOut = (_: string, i: number) => heldOut.includes(String(groups[i]));
  return {
    train: dataset.ids.filter((id, i) => !isHeldOut(id, i)),
    test: dataset.ids.filter(isHeldOut),
    heldOut,
  };
}
