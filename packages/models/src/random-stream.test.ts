import { randomNormal } from 'd3-random';
import { assert, integer, property } from 'fast-check';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { randomStream } from './random-stream.js';

describe('randomStream', () => {
  it('permutes every number once, in the same order for the same seed and stream', () => {
    assert(
      property(integer({ min: 0, max: 0xffffffff }), integer({ min: 0, max: 50 }), (seed, n) => {
        const order = randomStream(seed).permutation(n);
        expect(Array.from(order).sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
        expect(randomStream(seed).permutation(n)).toEqual(order);
      }),
    );
  });

  it('gives different numbers for another seed or stream', () => {
    const first = randomStream(1).permutation(100);
    expect(randomStream(2).permutation(100)).not.toEqual(first);
    expect(randomStream(1, 1).permutation(100)).not.toEqual(first);
    expect(randomStream(2 ** 31 + 5).permutation(100)).not.toEqual(randomStream(5).permutation(100));
  });

  it('draws the normal numbers of d3-random, by which models were trained', () => {
    const generator = xoroshiro128plus(7);
    const expected = randomNormal.source(() => uniformFloat64(generator))();
    const { normal } = randomStream(7);
    for (let i = 0; i < 1000; i++) expect(normal()).toBe(expected());
  });

  it('draws from N(0, 1)', () => {
    const { normal } = randomStream(7);
    const draws = Array.from({ length: 20_000 }, normal);
    const mean = draws.reduce((a, b) => a + b) / draws.length;
    const variance = draws.reduce((a, b) => a + (b - mean) ** 2, 0) / draws.length;
    const inside = draws.filter((x) => Math.abs(x) < 1).length / draws.length;
    // Five standard errors.
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(20_000));
    expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / 20_000));
    expect(Math.abs(inside - 0.682689)).toBeLessThan(5 * Math.sqrt((0.683 * 0.317) / 20_000));
  });
});
