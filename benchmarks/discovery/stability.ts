import { mean } from '@csm/base';
import { conceptStability } from '@csm/core/discovery';
import type { Space } from './faces-ground.js';
import { type Found, halvesOf, type Method } from './methods.js';

/** Whether a method finds the same concepts again: the mean of the largest |cosine| with the concepts of the other run. */
export interface Stability {
  readonly seed: number;
  readonly space: string;
  readonly method: string;
  readonly codes: number;
  /** Runs on the same faces whose seeds differ. NaN if a method has no seed. */
  readonly seeds: number;
  /** Runs on disjoint halves of the faces. */
  readonly halves: number;
}

export async function stabilityOf(seed: number, space: Space, method: Method): Promise<Stability> {
  const [first, second] = halvesOf(space.training);
  const halves = cosine(await method.find(first!, 0), await method.find(second!, 1));
  const seeds = method.isRandom
    ? cosine(await method.find(space.training, 0), await method.find(space.training, 1))
    : Number.NaN;
  return { seed, space: space.name, method: method.name, codes: method.count, seeds, halves };
}

function cosine(a: Found, b: Found): number {
  return mean(conceptStability(a.concepts, [b.concepts]));
}
