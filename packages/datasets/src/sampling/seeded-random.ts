import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { mersenne } from 'pure-rand/generator/mersenne';

/** Numbers from [0, 1). */
export type Random = () => number;

/** A stream of uniform numbers from a Mersenne twister: neighbouring seeds give unrelated streams. */
export function seededRandom(seed: number): Random {
  const generator = mersenne(seed);
  return () => uniformFloat64(generator);
}
