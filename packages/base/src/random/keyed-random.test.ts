import seedrandom from 'seedrandom';
import { expect, it } from 'vitest';
import { keyedRandom } from './keyed-random.js';

it('keyedRandom has one stream per key', () => {
  const draws = (random: () => number) => [random(), random(), random()];
  expect(draws(keyedRandom('bootstrap', 3))).toEqual(draws(seedrandom.alea('bootstrap/3')));
  expect(draws(keyedRandom('bootstrap', 3))).not.toEqual(draws(keyedRandom('bootstrap', 4)));
});
