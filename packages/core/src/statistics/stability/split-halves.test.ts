import * as fc from 'fast-check';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { gaussianLatents } from '../../../test/gaussian-latents.js';
import { meanDifference } from '../../concepts/mean-difference.js';
import { logisticDirection } from '../classifiers/linear-classifier.js';
import { balancedHalves, splitUnits } from './balanced-halves.js';
import { bootstrapConcept } from './bootstrap-concept.js';
import { splitHalves } from './split-halves.js';

describe('splitHalves', () => {
  it('is 0 on average for labels that mean nothing, where bootstrap cosines are high', async () => {
    let [halves, resamples] = [0, 0];
    for (let seed = 0; seed < 60; seed++) {
      const [up, down] = [gaussianLatents(20, 30, 2 * seed), gaussianLatents(20, 30, 2 * seed + 1)];
      halves += (await splitHalves('nothing', up, down)).mean / 60;
      const { cosines } = await bootstrapConcept('nothing', up, down, { samples: 30 });
      resamples += cosines.reduce((sum, cosine) => sum + cosine, 0) / 30 / 60;
    }
    // The cosine of two independent directions in 30 dimensions has standard deviation .18; the mean of 60 sets at most .024.
    expect(Math.abs(halves)).toBeLessThan(0.08);
    // A resample is d + e with |e|² about |d|²: cosine near √½.
    expect(resamples).toBeGreaterThan(0.65);
  });

  it('has the cosine of its closed form, and predicts the cosine with new examples', async () => {
    // d = δ + e, with E|e|² = L (1/n + 1/m): cosine |δ|² / (|δ|² + E|e|²) between independent sets, for a large L.
    const [size, count, shift] = [500, 40, 0.2];
    const expected = (n: number) => shift ** 2 / (shift ** 2 + 2 / n);
    const one = await splitHalves(
      'c',
      gaussianLatents(count, size, 1, shift),
      gaussianLatents(count, size, 2),
    );
    expect(one.mean).toBeCloseTo(expected(count / 2), 1);
    expect(one.expected).toBeCloseTo(expected(count), 1);
    const other = meanDifference(
      'c',
      gaussianLatents(count, size, 3, shift),
      gaussianLatents(count, size, 4),
    );
    const cosine = other.vector.reduce((sum, value, k) => sum + value * one.concept.vector[k]!, 0);
    expect(cosine / Math.hypot(...other.vector) / Math.hypot(...one.concept.vector)).toBeCloseTo(
      one.expected,
      1,
    );
  });

  it('keeps groups together, which shows that the labels follow the groups', async () => {
    // Four groups of ten examples, two per label, each around a place of its own; the label has no effect.
    const around = (place: number, seed: number) => {
      const centre = gaussianLatents(1, 50, place);
      return gaussianLatents(10, 50, seed).data.map((value, i) => value / 5 + centre.get(0, i % 50));
    };
    const both = (...places: readonly number[]) =>
      ndarray(Float32Array.from(places.flatMap((place) => [...around(place, 100 + place)])), [20, 50]);
    const names = ['a', 'b', 'c', 'd'].map((name) => Array<string>(10).fill(name));
    const groups = {
      positiveGroups: [...names[0]!, ...names[1]!],
      negativeGroups: [...names[2]!, ...names[3]!],
    };
    const alone = await splitHalves('c', both(1, 2), both(3, 4));
    const grouped = await splitHalves('c', both(1, 2), both(3, 4), groups);
    expect(alone.mean).toBeGreaterThan(0.8);
    expect(Math.abs(grouped.mean)).toBeLessThan(0.4);
  });

  it('makes disjoint halves of all examples, each with both sides and without a split group', () => {
    const labels = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(labels, labels, fc.boolean(), fc.nat(99), (up, down, grouped, seed) => {
        fc.pre(!grouped || (new Set(up).size > 1 && new Set(down).size > 1));
        const counts = { positives: up.length, negatives: down.length };
        const groups = grouped ? { positiveGroups: up, negativeGroups: down } : {};
        const units = splitUnits('test', counts, groups);
        let state = seed;
        const [a, b] = balancedHalves(units, () => {
          state = (state * 16807 + 11) % 2147483647;
          return state / 2147483647;
        });
        for (const [side, names] of Object.entries({ positives: up, negatives: down })) {
          const [first, second] = [a[side as 'positives'], b[side as 'positives']];
          expect([...first, ...second].sort((x, y) => x - y)).toEqual([...names.keys()]);
          expect(Math.min(first.length, second.length)).toBeGreaterThan(0);
          if (!grouped) expect(Math.abs(first.length - second.length)).toBeLessThan(2);
        }
        if (!grouped) return;
        const inside = (half: typeof a) =>
          new Set([...half.positives.map((row) => up[row]), ...half.negatives.map((row) => down[row])]);
        expect([...inside(a)].filter((name) => inside(b).has(name))).toEqual([]);
      }),
      { seed: 1 },
    );
  });

  it('gives the same numbers for the same seed, and takes a classifier', async () => {
    const [up, down] = [gaussianLatents(9, 4, 1, 1), gaussianLatents(7, 4, 2)];
    const done: number[] = [];
    const run = (seed: number) =>
      splitHalves('c', up, down, {
        splits: 3,
        seed,
        make: logisticDirection,
        onProgress: (progress) => done.push(progress.done),
      });
    const [first, second, other] = [await run(1), await run(1), await run(2)];
    expect(first).toEqual(second);
    expect(first.cosines).not.toEqual(other.cosines);
    expect(done.slice(0, 3)).toEqual([1, 2, 3]);
    expect(first.halves).toHaveLength(3);
  });

  it('yields to the event loop and can be aborted', async () => {
    const controller = new AbortController();
    const run = splitHalves('c', gaussianLatents(9, 4, 1), gaussianLatents(7, 4, 2), {
      splits: 1e7,
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(new Error('enough')));
    await expect(run).rejects.toThrow('enough');
  });

  it.each([
    [
      () => splitHalves('c', gaussianLatents(1, 4, 1), gaussianLatents(7, 4, 2)),
      /^splitHalves: two halves need at least 2 positives; got 1; pass more examples\.$/,
    ],
    [
      () =>
        splitHalves('c', gaussianLatents(2, 4, 1), gaussianLatents(2, 4, 2), {
          positiveGroups: ['a', 'b'],
          negativeGroups: ['a', 'a'],
        }),
      /^splitHalves: two halves need at least 2 groups with negatives; got 1; pass more groups\.$/,
    ],
    [
      () =>
        splitHalves('c', gaussianLatents(2, 4, 1), gaussianLatents(2, 4, 2), {
          positiveGroups: ['a'],
          negativeGroups: ['a', 'b'],
        }),
      /^splitHalves: positiveGroups must have one group per example, 2; got 1\.$/,
    ],
    [
      () =>
        splitHalves('c', gaussianLatents(2, 4, 1), gaussianLatents(2, 4, 2), {
          positiveGroups: ['a', 'b'],
        }),
      /^splitHalves: negativeGroups must be an array; got undefined\.$/,
    ],
    [
      () => splitHalves('c', gaussianLatents(2, 4, 1), gaussianLatents(2, 5, 2)),
      /^splitHalves: positives and negatives must have the same latent size; got 4 and 5\.$/,
    ],
  ])('rejects invalid arguments (%#)', async (call, message) => {
    await expect(call()).rejects.toThrow(message);
  });
});
