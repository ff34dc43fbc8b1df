import { keyedRandom } from '@csm/base';
import { randomNormal } from 'd3-random';

/** Standard normal random numbers, a separate stream for each key, drawn from base's `keyedRandom`. */
export function keyedNormal(...key: readonly (string | number)[]): () => number {
  return randomNormal.source(keyedRandom(...key))();
}
