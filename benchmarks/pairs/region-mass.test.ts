import ndarray from 'ndarray';
import { expect, it } from 'vitest';
import { grouped, maskShares, regionMass } from './region-mass.js';

const map = ndarray(Float64Array.of(1, -2, 3, -4, 5, -6), [2, 3]);

it('adds up the pairs of features that lie in both regions', () => {
  expect(regionMass(map, Float64Array.of(0, 1), Float64Array.of(1, 0, 1))).toEqual({
    share: 10 / 21,
    positiveShare: 0,
    chance: 1 / 3,
    net: -10,
  });
  expect(regionMass(map, Float64Array.of(0.5, 1), Float64Array.of(1, 1, 0))).toMatchObject({
    share: 10.5 / 21,
    positiveShare: 5.5 / 9,
    net: 0.5,
  });
  expect(() => regionMass(map, Float64Array.of(1), Float64Array.of(1, 0, 1))).toThrow(
    'expected regions of 2 and 3 features',
  );
});

it('groups pixels to patches', () => {
  const pixels = ndarray(
    Float64Array.from({ length: 16 }, (_, i) => i),
    [4, 4],
  );
  const groups = [0, 0, 1, 1];
  expect([...grouped(pixels, groups, 2).data]).toEqual([10, 18, 42, 50]);
  expect([...maskShares([0, 1, 1, 1], groups, 2)]).toEqual([0.5, 1]);
});
