import { standardNormal } from '@csm/base';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Seeded random numbers. The same seed gives the same numbers. */
export interface Random {
  /** A whole number from `low` to `high`, both inclusive. */
  integer(low: number, high: number): number;
  /** A draw from N(0, 1). */
  normal(): number;
  /** The numbers 0 … n − 1 in random order. */
  permutation(n: number): Uint32Array;
}

/**
 * One of the independent streams of a seed. Streams are 2⁶⁴ draws apart: epoch 7, for example, draws the same numbers
 * whether or not epochs 1 to 6 ran in this process.
 */
export function randomStream(seed: number, stream = 0): Random {
  const generator = xoroshiro128plus(seed);
  for (let i = 0; i < stream; i++) generator.jump();
  const integer = (low: number, high: number) => uniformInt(generator, low, high);
  return {
    integer,
    normal: standardNormal(() => uniformFloat64(generator)),
    permutation: (n) => {
      // Fisher–Yates.
      const order = Uint32Array.from({ length: n }, (_, i) => i);
      for (let i = n - 1; i > 0; i--) swap(order, i, integer(0, i));
      return order;
    },
  };
}

function swap(values: Uint32Array, i: number, j: number): void {
  const [a = 0, b = 0] = [values[i], values[j]];
  values[i] = b;
  values[j] = a;
}
