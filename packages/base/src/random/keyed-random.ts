import seedrandom from 'seedrandom';

/**
 * Creates a generator of uniform random numbers in [0, 1), with a separate stream for each key: Alea, seeded with the parts of
 * the key joined by `/`.
 */
export function keyedRandom(...key: readonly (string | number)[]): () => number {
  return seedrandom.alea(key.join('/'));
}
