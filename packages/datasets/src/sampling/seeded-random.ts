import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { mersenne } from 'pure-rand/generator/mersenne';

/** Returns the next random number in [0, 1). */
export type Random = () => number;

/** A stream of uniform random numbers from a Mersenne twister. Neighbouring seeds give unrelated streams. */
export function seededRandom(seed: number): Random {
  const generator = mersenne(seed);
  return () => uniformFloat64(generator);
}
