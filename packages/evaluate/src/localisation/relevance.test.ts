import fc from 'fast-check';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { localisation } from './localisation.js';
import { relevanceMass } from './relevance-mass.js';
import { relevanceRank } from './relevance-rank.js';

const one = (values: readonly number[]) => ndarray(Float32Array.from(values), [1, values.length]);

describe('relevanceMass and relevanceRank', () => {
  it('equal values by hand, with the channels pooled in three ways', () => {
    // Sums 2, 2, 0, −4; sums of magnitudes 4, 2, 0, 4.
    const maps = ndarray(Float32Array.from([3, -1, 1, 1, 0, 0, -2, -2]), [1, 2, 2, 2]);
    const mask = ndarray(Uint8Array.from([1, 0, 0, 1]), [2, 2]);
    expect([...relevanceMass(maps, mask)]).toEqual([6 / 8]);
    expect([...relevanceMass(maps, mask, { sign: 'positive' })]).toEqual([2 / 4]);
    expect([...relevanceMass(maps, mask, { channels: 'sumOfMagnitudes' })]).toEqual([8 / 10]);
    // The largest magnitude is pixel 3; pixels 0 and 1 tie for the second place.
    expect([...relevanceRank(maps, mask)]).toEqual([(1 + 0.5) / 2]);
    expect([...relevanceRank(maps, mask, { sign: 'positive' })]).toEqual([0.5]);
    expect([...relevanceRank(maps, mask, { channels: 'sumOfMagnitudes' })]).toEqual([1]);
  });

  it('rank is the mean over all ways to break ties, by definition', () => {
    const values = fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 5, maxLength: 5 });
    const labels = fc
      .array(fc.integer({ min: 0, max: 1 }), { minLength: 5, maxLength: 5 })
      .filter((mask) => mask.includes(0) && mask.includes(1));
    fc.assert(
      fc.property(values, labels, (map, mask) => {
        const magnitudes = map.map(Math.abs);
        const size = mask.filter((label) => label === 1).length;
        const shares = subsets(5, size)
          .filter((chosen) =>
            magnitudes.every(
              (value, at) => chosen.includes(at) || chosen.every((top) => magnitudes[top]! >= value),
            ),
          )
          .map((chosen) => chosen.filter((at) => mask[at] === 1).length / size);
        const expected = shares.reduce((a, b) => a + b, 0) / shares.length;
        const found = relevanceRank(one(map), ndarray(Uint8Array.from(mask), [5]));
        expect(found[0]).toBeCloseTo(expected, 12);
      }),
      { seed: 1 },
    );
  });

  it('are the area for a constant map, 1 for the mask itself, and mass is that of localisation', () => {
    const mask = ndarray(Uint8Array.from([1, 0, 0, 1, 0]), [5]);
    expect([...relevanceMass(one([2, 2, 2, 2, 2]), mask)]).toEqual([0.4]);
    expect([...relevanceRank(one([2, 2, 2, 2, 2]), mask)]).toEqual([0.4]);
    expect([...relevanceRank(one([1, 0, 0, 1, 0]), mask)]).toEqual([1]);
    const map = one([3, -1, 4, 1, -5]);
    const within = ndarray(Uint8Array.from([1, 1, 1, 1, 0]), [5]);
    expect(relevanceMass(map, mask, { within })).toEqual(localisation(map, mask, { within }).mass);
  });

  it('reject what localisation rejects, by their own names', () => {
    const full = ndarray(Uint8Array.from([1, 1]), [2]);
    expect(() => relevanceMass(one([1, 2]), full)).toThrow(/^relevanceMass: mask 0 covers 2 of 2/);
    const half = ndarray(Uint8Array.from([1, 0]), [2]);
    expect(() => relevanceRank(one([1, Number.NaN]), half)).toThrow(/^relevanceRank: map 0 holds NaN/);
  });
});

/** All subsets of `size` of the numbers below `count`. */
function subsets(count: number, size: number): number[][] {
  if (size === 0) return [[]];
  return Array.from({ length: count }, (_, largest) => largest).flatMap((largest) =>
    subsets(largest, size - 1).map((smaller) => [...smaller, largest]),
  );
}
