import { checkList, checkSeed } from '@csm/base';
import { seededRandom } from './seeded-random.js';
import { shuffledWith } from './shuffled-with.js';

/**
 * Returns a copy in random order (Fisher–Yates), for example of the ids for an epoch.
 * @param seed a whole number from 0 to 2³² − 1. The same seed gives the same order.
 * @category Split and sample
 */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  checkList('shuffled', 'items', items);
  checkSeed('shuffled', seed);
  return shuffledWith(items, seededRandom(seed));
}
