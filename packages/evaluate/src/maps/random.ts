import { randomNormal } from 'd3-random';
import seedrandom from 'seedrandom';

/** A stream of uniform numbers in [0, 1) of its own for every key. */
export function keyedRandom(...key: readonly (string | number)[]): () => number {
  return seedrandom.alea(key.join('/'));
}

/** A stream of standard normal numbers of its own for every key. */
export function keyedNormal(...key: readonly (string | number)[]): () => number {
  return randomNormal.source(keyedRandom(...key))();
}
