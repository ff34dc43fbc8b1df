import { keyedRandom } from '@csm/base';
import type { ConceptSource } from './concept-source.js';

/** The samples of one side of a concept, in two parts. */
export interface Split {
  readonly train: readonly string[];
  readonly heldOut: readonly string[];
}

/** The groups of samples; a sample without a group is one of its own. */
export type Groups = ReadonlyMap<string, string>;

/**
 * Holds out a share of the positives and of the negatives of a concept. Whether a sample is held out depends on its name and the seed, so
 * that concepts hold out mostly the same samples; samples of a group are held out together.
 */
export function heldOutSplit(
  { positives, negatives, isChosenByLatents, vector }: ConceptSource,
  share: number,
  seed: number,
  groups?: Groups,
): { readonly positives: Split; readonly negatives: Split } {
  if (isChosenByLatents || vector || share === 0)
    return { positives: whole(positives), negatives: whole(negatives) };
  const keyOf = (id: string) => groups?.get(id) ?? id;
  const drawn = new Map<string, number>();
  const rank = (key: string): number => {
    const known = drawn.get(key);
    if (known !== undefined) return known;
    const value = keyedRandom('csm held out', seed, key)();
    drawn.set(key, value);
    return value;
  };
  if (groups) return groupSplit(positives, negatives, share, keyOf, rank);
  const side = (ids: readonly string[]): Split => {
    const count = ids.length < 2 ? 0 : Math.min(ids.length - 1, Math.max(1, Math.round(share * ids.length)));
    const held = new Set([...ids].sort((a, b) => rank(a) - rank(b)).slice(0, count));
    return { train: ids.filter((id) => !held.has(id)), heldOut: ids.filter((id) => held.has(id)) };
  };
  return { positives: side(positives), negatives: side(negatives) };
}

/** Holds out whole groups, until they have the share of all samples, or as many as leave one group to each side. */
function groupSplit(
  positives: readonly string[],
  negatives: readonly string[],
  share: number,
  keyOf: (id: string) => string,
  rank: (key: string) => number,
): { readonly positives: Split; readonly negatives: Split } {
  const sizes = new Map<string, number>();
  for (const id of [...positives, ...negatives]) sizes.set(keyOf(id), (sizes.get(keyOf(id)) ?? 0) + 1);
  const total = positives.length + negatives.length;
  const held = new Set<string>();
  let count = 0;
  const keys = [...sizes.keys()].sort((a, b) => rank(a) - rank(b));
  for (const key of keys.slice(0, -1)) {
    if (count >= share * total) break;
    held.add(key);
    count += sizes.get(key) ?? 0;
  }
  const side = (ids: readonly string[]): Split => ({
    train: ids.filter((id) => !held.has(keyOf(id))),
    heldOut: ids.filter((id) => held.has(keyOf(id))),
  });
  return { positives: side(positives), negatives: side(negatives) };
}

const whole = (ids: readonly string[]): Split => ({ train: ids, heldOut: [] });
