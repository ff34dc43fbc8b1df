import { randomNormal } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import '@tensorflow/tfjs-backend-cpu';
import { keyedNormal } from './keyed-normal.js';
import { keyedRandom } from './keyed-random.js';
import { standardNormal } from './standard-normal.js';

/** P(|z| < x) of a standard normal number. */
const WITHIN = [
  [0.25, 0.197413],
  [1, 0.682689],
  [2, 0.9545],
  [3, 0.9973],
] as const;

describe('standardNormal', () => {
  it('draws the numbers of tfjs, whose generator is Alea too, with both of a pair exchanged', () => {
    const drawn = randomNormal([100, 2], 0, 1, 'float32', 7);
    const pairs = drawn.arraySync() as number[][];
    drawn.dispose();
    const normal = standardNormal(keyedRandom(7));
    for (const pair of pairs) expect([normal(), normal()].map(Math.fround).reverse()).toEqual(pair);
  });

  it('does not fail where uniform numbers are 0, or the point is the middle of the disc', () => {
    const uniform = [0, 0, 0.5, 0.5, 0.5, 0.75];
    const normal = standardNormal(() => uniform.shift() ?? Number.NaN);
    const value = Math.sqrt((-2 * Math.log(0.25)) / 0.25) * 0.5;
    expect([normal(), normal()]).toEqual([value, 0]);
  });
});

describe('keyedNormal', () => {
  it('has one stream of N(0, 1) per key', () => {
    const count = 200_000;
    const normal = keyedNormal('moments', 1);
    const draws = Float64Array.from({ length: count }, normal);
    const moment = (power: number) => draws.reduce((sum, value) => sum + value ** power, 0) / count;
    // Five standard errors: the variance of z^k is E z^2k − (E z^k)², with E z^2k = 1 · 3 · … · (2k − 1).
    for (const [power, expected, variance] of [
      [1, 0, 1],
      [2, 1, 2],
      [3, 0, 15],
      [4, 3, 96],
    ] as const) {
      expect(Math.abs(moment(power) - expected)).toBeLessThan(5 * Math.sqrt(variance / count));
    }
    for (const [limit, share] of WITHIN) {
      const found = draws.filter((value) => Math.abs(value) < limit).length / count;
      expect(Math.abs(found - share)).toBeLessThan(5 * Math.sqrt((share * (1 - share)) / count));
    }
    expect([keyedNormal('moments', 1)()]).toEqual([draws[0]]);
    expect([keyedNormal('moments', 2)()]).not.toEqual([draws[0]]);
  });

  it('streams of neighbouring keys are independent', () => {
    // The first numbers of 20,000 keys, as those of the samples of a batch; each sum of products has variance n.
    const count = 20_000;
    const streams = Array.from({ length: count }, (_, key) => {
      const normal = keyedNormal('noise', 0, 0, key);
      return [normal(), normal(), normal(), normal()];
    });
    for (const at of [0, 1, 2, 3]) {
      const values = streams.map((stream) => stream[at] ?? Number.NaN);
      const squares = values.reduce((sum, value) => sum + value * value, 0) / count;
      expect(Math.abs(squares - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
      for (const lag of [1, 2, 10, 100]) {
        const products = values.slice(lag).reduce((sum, value, i) => sum + value * (values[i] ?? 0), 0);
        expect(Math.abs(products)).toBeLessThan(5 * Math.sqrt(count));
      }
    }
  });
});
