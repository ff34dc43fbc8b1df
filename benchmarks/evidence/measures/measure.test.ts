import ndarray, { type NdArray } from 'ndarray';
import { describe, expect, it } from 'vitest';
import type { GroundConcept } from '../grounds/ground.js';
import { settings } from '../settings.js';
import { aucOfPicture, measureMaps, positiveShare } from './measure.js';

const SIDE = 6;
const PIXELS = SIDE * SIDE;
/** The upper third. */
const mask = ndarray(
  Uint8Array.from({ length: PIXELS }, (_, at) => (at < PIXELS / 3 ? 1 : 0)),
  [SIDE, SIDE],
);
const maps = (count: number, value: (input: number, at: number) => number): NdArray<Float32Array> =>
  ndarray(
    Float32Array.from({ length: count * PIXELS }, (_, i) => value(Math.floor(i / PIXELS), i % PIXELS)),
    [count, SIDE, SIDE, 1],
  );
const inMask = (at: number) => at < PIXELS / 3;
/** Numbers without a pattern. */
const noise = (k: number) => (_: number, at: number) => Math.sin(1 + 12.9898 * (at + 1) * (k + 1)) || 0.1;
const place = {
  name: 'upper third',
  positives: [0],
  negatives: [1],
  inputs: maps(2, () => 0),
  masks: mask,
  without: maps(2, () => 0),
  withoutMasks: mask,
} satisfies GroundConcept;
const random = (k: number) => maps(2, noise(k));

describe('measureMaps', () => {
  const found = {
    maps: maps(2, (_, at) => (inMask(at) ? 1 : 0)),
    isotropic: [random(1), random(2)],
    permuted: [random(3), random(4), random(5)],
    without: maps(2, (_, at) => (inMask(at) ? -1 : 0)),
  };

  it('a map equal to the mask has all its mass inside, one over the area share, and an AUC of 1', async () => {
    const { mass, auc, positive, massWithout, inputs } = await measureMaps(place, false, found, settings);
    expect(mass.concept).toBeCloseTo(3, 5);
    expect(auc.concept).toBe(1);
    expect(positive).toEqual({ with: 1, without: 0 });
    expect(massWithout).toBeCloseTo(3, 5);
    expect(inputs).toBe(2);
  });

  it('measures each random vector as if it were the concept', async () => {
    const { mass, auc } = await measureMaps(place, false, found, settings);
    expect(mass.isotropic).toHaveLength(2);
    expect(mass.permuted).toHaveLength(3);
    const alone = await measureMaps(place, false, { ...found, maps: found.permuted[1]! }, settings);
    expect(mass.permuted[1]).toBe(alone.mass.concept);
    expect(auc.permuted[1]).toBe(alone.auc.concept);
  });

  it('uses the sign of the maps of tissue, and their average', async () => {
    const against = maps(2, (_, at) => (inMask(at) ? -1 : 0));
    const tissue = await measureMaps(place, true, { ...found, maps: against }, settings);
    expect(tissue.auc.concept).toBe(0);
    expect((await measureMaps(place, false, { ...found, maps: against }, settings)).auc.concept).toBe(1);
    // One of the two inputs is positive in the mask, the other more strongly negative, so the average is negative.
    const mixed = maps(2, (input, at) => (inMask(at) ? [1, -3][input]! : 0));
    const both = await measureMaps(place, true, { ...found, maps: mixed }, settings);
    expect(both.auc.concept).toBe(0.5);
    expect(both.averageAuc!.concept).toBe(0);
  });

  it('maps that do not depend on the vector are fully explained by random ones', async () => {
    const copies = [random(1), random(1)];
    const same = { ...found, maps: random(1), isotropic: copies, permuted: copies };
    expect((await measureMaps(place, false, same, settings)).explainedByRandom.permuted).toBeCloseTo(1, 4);
  });
});

it('aucOfPicture is the share of correctly ordered pairs within the given places', () => {
  const picture = Float32Array.from({ length: PIXELS }, (_, at) => Math.sin(3 * at));
  const within = ndarray(
    Uint8Array.from({ length: PIXELS }, (_, at) => (at % 2 === 0 ? 1 : 0)),
    [SIDE, SIDE],
  );
  let [won, all] = [0, 0];
  for (let a = 0; a < PIXELS; a += 2) {
    for (let b = 0; b < PIXELS; b += 2) {
      if (!inMask(a) || inMask(b)) continue;
      all += 1;
      won += picture[a]! > picture[b]! ? 1 : picture[a]! === picture[b]! ? 0.5 : 0;
    }
  }
  expect(aucOfPicture(picture, { masks: mask, within })).toBeCloseTo(won / all, 10);
});

it('positiveShare counts the maps whose sum in their mask is positive', () => {
  const some = maps(4, (input, at) => (inMask(at) ? [1, -1, 0, 1][input]! : -5));
  expect(positiveShare(some, mask)).toBe(0.5);
});
