import seedrandom from 'seedrandom';

/**
 * Uniform random numbers in [0, 1), a separate stream for each key: the Alea generator, seeded with the parts of the key
 * joined by `/`.
 */
export function keyedRandom(...key: readonly (string | number)[]): () => number {
  return seedrandom.alea(key.join('/'));
}
