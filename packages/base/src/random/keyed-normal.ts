import { keyedRandom } from './keyed-random.js';
import { standardNormal } from './standard-normal.js';

/** Creates a generator of standard normal random numbers, with a separate stream for each key, drawn from {@link keyedRandom}. */
export function keyedNormal(...key: readonly (string | number)[]): () => number {
  return standardNormal(keyedRandom(...key));
}
