import { pearson, spearman } from '@csm/base';
import { meanDifference } from '@csm/core';
import { logisticDirection, svmDirection } from '@csm/core/statistics';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { conceptControl, zMaps } from '../src/controls/concept-control.js';
import { conceptDependence } from '../src/controls/concept-dependence.js';
import { mapSimilarity } from '../src/similarity/map-similarity.js';
import { ssim } from '../src/similarity/ssim.js';

const VALUES = [0, 0.1, 1 / 3, -0.7, 1e-8, 1e8, 3e-30];
const SIDES = [3, 7, 28, 32, 45];

const constant = (value: number, side: number, n = 1) =>
  ndarray(new Float32Array(n * side * side).fill(value), [n, side, side]);
const varying = (seed: number, side: number, n = 1) =>
  ndarray(
    Float32Array.from({ length: n * side * side }, (_, i) => Math.sin(seed + i * i)),
    [n, side, side],
  );

describe.each(VALUES)('a map that is %d everywhere', (value) => {
  it.each(SIDES)(
    'correlates with nothing, and does not depend on a concept, at a side of %i',
    async (side) => {
      const [map, other] = [constant(value, side), varying(1, side)];
      for (const second of [other, map]) {
        expect(pearson(map.data, second.data)).toBeNaN();
        expect(spearman(second.data, map.data)).toBeNaN();
        const similarity = mapSimilarity(map.data, second.data, [side, side]);
        expect([similarity.pearson, similarity.spearman]).toEqual([Number.NaN, Number.NaN]);
      }
      const random = [varying(2, side), varying(3, side)];
      expect((await conceptDependence({ name: 'c', explainer: 'x', maps: map }, random)).depends).toBe(false);
      expect((await conceptControl(map, random)).explainedByRandom[0]).toBeNaN();
    },
  );

  it('gives no unit to z-maps, also where random maps differ by rounding', () => {
    const rounded = ndarray(
      Float32Array.from({ length: 49 }, (_, i) => value * (1 + (i % 2) * 2 ** -23)),
      [1, 7, 7],
    );
    const z = zMaps(varying(1, 7), [constant(value, 7), constant(value, 7)]);
    expect(z.data.every((each) => each === 0)).toBe(true);
    expect(zMaps(constant(value, 7), [constant(value, 7), rounded]).data.every((each) => each === 0)).toBe(
      true,
    );
  });

  it('is like itself, at any size of the numbers', () => {
    const map = constant(value, 9).data;
    expect(ssim(map, map, { shape: [9, 9], range: 2 })).toBeCloseTo(1, 12);
  });
});

it('identical latents have no direction', () => {
  const row = [0.1, 0.7, -0.3, 1 / 3];
  const same = (n: number) =>
    ndarray(
      Float32Array.from({ length: 4 * n }, (_, i) => row[i % 4]!),
      [n, 4],
    );
  expect(() => meanDifference('d', same(7), same(10))).toThrow();
});

it.each([logisticDirection, svmDirection])('identical latents have no normal', async (classifier) => {
  const row = [0.1, 0.7, -0.3, 1 / 3];
  const same = (n: number) =>
    ndarray(
      Float32Array.from({ length: 4 * n }, (_, i) => row[i % 4]!),
      [n, 4],
    );
  await expect(classifier('d', same(7), same(10))).rejects.toThrow();
});
