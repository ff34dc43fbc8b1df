import { keyedRandom } from '@csm/base';
import type { FaceAttribute } from '@csm/datasets';
import type { FaceSet, Faces } from '../../support/drawn-faces/faces.js';

/** Two faces, as indices of a set. */
export type FacePair = readonly [first: number, second: number];

/** Kinds of pairs, by what the faces have in common. */
export const KINDS = ['share only the hat', 'differ only in the hat', 'random'] as const;
export type Kind = (typeof KINDS)[number];

/**
 * Pairs of different faces, drawn at random without repeating a pair. "Share only the hat": both wear one, and they differ in each of the
 * other attributes. "Differ only in the hat": one wears one, and all other attributes are equal.
 */
export function facePairs(
  set: FaceSet,
  names: Faces['names'],
  kind: Kind,
  count: number,
  seed: number,
): FacePair[] {
  const hat: FaceAttribute = 'Wearing_Hat';
  const isEqual = ([a, b]: FacePair, name: FaceAttribute) => set.has(a, name) === set.has(b, name);
  const others = names.filter((name) => name !== hat);
  const fits: Record<Kind, (pair: FacePair) => boolean> = {
    'share only the hat': (pair) =>
      pair.every((face) => set.has(face, hat)) && others.every((name) => !isEqual(pair, name)),
    'differ only in the hat': (pair) => !isEqual(pair, hat) && others.every((name) => isEqual(pair, name)),
    random: () => true,
  };
  const random = keyedRandom('pairs', kind, seed);
  const faces = set.images.shape[0] ?? 0;
  const found = new Map<string, FacePair>();
  while (found.size < count) {
    const pair: FacePair = [Math.floor(random() * faces), Math.floor(random() * faces)];
    if (pair[0] !== pair[1] && fits[kind](pair)) found.set(`${pair}`, pair);
  }
  return [...found.values()];
}
