import { requireSeed } from '../checks/check-options.js';
import { typeName } from '../checks/type-name.js';
import { seededRandom } from './seeded-random.js';

/**
 * A copy in random order (Fisher–Yates): for the ids of an epoch. The same seed, an integer from 0 to 2³² − 1, gives the
 * same order. Throws on another seed.
 */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  if (!Array.isArray(items)) throw new TypeError(`shuffled: expected an array; got ${typeName(items)}`);
  requireSeed('shuffled', seed);
  const random = seededRandom(seed);
  const copy = [...items];
  for (let last = copy.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [copy[last], copy[other]] = [copy[other]!, copy[last]!];
  }
  return copy;
}
