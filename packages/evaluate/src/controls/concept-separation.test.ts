import { mean, rows } from '@csm/base';
import { conceptVector, cosine, meanDifference } from '@csm/core';
import { logisticDirection, rocAuc } from '@csm/core/statistics';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { normals } from '../../test/small-vae.js';
import { differenceWithin } from '../concepts/difference-within.js';
import { conceptSeparation } from './concept-separation.js';

beforeAll(() => useBackend('cpu'));

/** Standard normal latents whose first dimension is shifted. */
const shifted = (count: number, size: number, shift: number, seed: number) => {
  const latents = normals([count, size], seed);
  for (let i = 0; i < count; i++) latents.set(i, 0, latents.get(i, 0) + shift);
  return latents;
};
const first = (size: number) => conceptVector('c', [1, ...new Array(size - 1).fill(0)]);

describe('conceptSeparation', () => {
  it('is the AUC of the given vector on held-out examples', async () => {
    const [positives, negatives] = [shifted(40, 5, 1, 1), shifted(60, 5, 0, 2)];
    const { auc, heldOut, independent, bounds } = await conceptSeparation(first(5), { positives, negatives });
    const scores = (of: typeof positives) => Array.from({ length: of.shape[0]! }, (_, i) => of.get(i, 0));
    expect(auc).toBeCloseTo(rocAuc(scores(positives), scores(negatives)), 12);
    expect([heldOut, independent]).toEqual(['given', 40]);
    // Wilson's interval by its equation: (p − b)² = z² b (1 − b) / n at both bounds.
    for (const b of bounds) {
      expect((auc - b) ** 2).toBeCloseTo((1.6448536269514722 ** 2 * b * (1 - b)) / 40, 12);
    }
  });

  it('notices a vector that another function made from the same examples', async () => {
    // Labels that mean nothing to 64 dimensions: on its own examples a regression separates them perfectly.
    const [positives, negatives] = [shifted(20, 64, 0, 3), shifted(20, 64, 0, 4)];
    const own = await logisticDirection('noise', positives, negatives);
    const { auc, heldOut } = await conceptSeparation(own, { positives, negatives });
    expect([auc, heldOut]).toEqual([1, 'no']);
    const make = await conceptSeparation(own, { positives, negatives }, { make: logisticDirection });
    expect(make.heldOut).toBe('folds');
    // Held-out vectors are never taken for such.
    for (let seed = 0; seed < 20; seed++) {
      const other = await logisticDirection(
        'other',
        shifted(20, 64, 2, 50 + seed),
        shifted(20, 64, 0, 90 + seed),
      );
      const examples = { positives: shifted(20, 64, 2, 10 + seed), negatives: shifted(20, 64, 0, 30 + seed) };
      expect((await conceptSeparation(other, examples)).heldOut).toBe('given');
    }
  });

  it('does not take pairs for examples from which the vector was made', async () => {
    // The same 30 latents with and without the concept, in another order: their noise cancels for every vector.
    const negatives = shifted(30, 64, 0, 5);
    const reversed = [...rows(negatives)].reverse().flatMap((row) => [...row]);
    const positives = ndarray(Float32Array.from(reversed), [30, 64]);
    for (let i = 0; i < 30; i++) positives.set(i, 0, positives.get(i, 0) + 3);
    for (const [at, value] of normals([30, 64], 6).data.entries()) positives.data[at]! += 0.3 * value;
    expect((await conceptSeparation(first(64), { positives, negatives })).heldOut).toBe('given');
  });

  it('has no direction for equal examples, which is an answer and no error', async () => {
    const same = shifted(20, 3, 0, 1);
    expect((await conceptSeparation(first(3), { positives: same, negatives: same })).auc).toBe(0.5);
  });

  it('names itself and the examples in errors, before any work', async () => {
    const make = () => Promise.reject(new Error('ran'));
    const run = (size: number, negatives = shifted(4, 3, 0, 2)) =>
      conceptSeparation(first(size), { positives: shifted(4, 3, 0, 1), negatives }, { make });
    await expect(run(2)).rejects.toThrow(
      'conceptSeparation: the examples must be latents of the size of concept "c", 2; got latents of 3 numbers; pass what encode returns of the examples.',
    );
    const bad = shifted(4, 3, 0, 2);
    bad.set(1, 2, Number.NaN);
    await expect(run(3, bad)).rejects.toThrow(
      'conceptSeparation: the examples must be finite; item 1 of negatives holds NaN or infinity.',
    );
  });

  it('scores examples by other folds if the vector was made from them', async () => {
    // 512 dimensions of noise: on its own examples a difference of means separates perfectly.
    const [positives, negatives] = [shifted(40, 512, 0, 3), shifted(40, 512, 0, 4)];
    const own = meanDifference('noise', positives, negatives);
    const { auc, heldOut } = await conceptSeparation(own, { positives, negatives });
    expect(heldOut).toBe('folds');
    expect(Math.abs(auc - 0.5)).toBeLessThan(0.15);
    // At any length of the vector, but not for another direction.
    const twice = conceptVector(
      'noise',
      own.vector.map((value) => 2 * value),
    );
    expect((await conceptSeparation(twice, { positives, negatives })).heldOut).toBe('folds');
    expect((await conceptSeparation(first(512), { positives, negatives })).heldOut).toBe('given');
  });

  it('tells what a direction can reach on the same examples', async () => {
    const [positives, negatives] = [shifted(50, 8, 3, 5), shifted(50, 8, 0, 6)];
    const random = conceptVector('random', [0, 1, -1, 1, 0.5, 0, 2, 1]);
    const { auc, attainable } = await conceptSeparation(random, { positives, negatives });
    expect(Math.abs(auc - 0.5)).toBeLessThan(0.2);
    expect(attainable).toBeGreaterThan(0.95);
  });

  it('counts groups once, and keeps them together in folds', async () => {
    // Four people with one offset each: pictures of a person are alike, labels are noise.
    const people = (count: number, seed: number) => {
      const offsets = normals([count, 64], seed);
      const noise = normals([5 * count, 64], seed + 100);
      for (let i = 0; i < noise.shape[0]!; i++) {
        for (let k = 0; k < 64; k++)
          noise.set(i, k, 0.1 * noise.get(i, k) + offsets.get(Math.floor(i / 5), k));
      }
      return noise;
    };
    const groups = (count: number, from: number) =>
      Array.from({ length: 5 * count }, (_, i) => from + Math.floor(i / 5));
    const [positives, negatives] = [people(8, 7), people(8, 8)];
    const examples = { positives, negatives };
    const own = meanDifference('noise', positives, negatives);
    const grouped = await conceptSeparation(own, {
      ...examples,
      positiveGroups: groups(8, 0),
      negativeGroups: groups(8, 8),
    });
    expect(grouped.independent).toBe(8);
    expect(grouped.bounds[0]).toBeLessThan(0.5);
    // Without groups, other pictures of the same people are in the other folds.
    const alone = await conceptSeparation(own, examples);
    expect(alone.auc).toBeGreaterThan(0.9);
    expect(grouped.auc).toBeLessThan(0.8);
  });

  it('compares within strata', async () => {
    // The second dimension is the confounder: the score that follows it separates, but not within a stratum.
    const latents = (confounders: number[]) =>
      ndarray(Float32Array.from(confounders.flatMap((z, i) => [Math.sin(i + z), 10 * z])), [
        confounders.length,
        2,
      ]);
    const [up, down] = [
      [1, 1, 1, 1, 0, 1],
      [0, 0, 0, 1, 0, 0],
    ];
    const examples = { positives: latents(up), negatives: latents(down) };
    const along = conceptVector('c', [0, 1]);
    // P(1 against 0) + P(equal) / 2 = 25/36 + 10/72.
    expect((await conceptSeparation(along, examples)).auc).toBeCloseTo(30 / 36, 12);
    const within = { ...examples, positiveStrata: up, negativeStrata: down };
    expect((await conceptSeparation(along, within)).auc).toBe(0.5);
  });

  it('scores examples by other folds if the vector is the difference within strata', async () => {
    // Noise in 512 dimensions, and a stratum in which most positives lie: on its own examples the vector separates perfectly.
    const strata = (few: number) => Array.from({ length: 40 }, (_, i) => Number(i % 5 === 0) ^ few);
    const [up, down] = [strata(0), strata(1)];
    const confounded = (seed: number, shift: number) => {
      const [positives, negatives] = [shifted(40, 512, shift, seed), shifted(40, 512, 0, seed + 1)];
      for (const [i, stratum] of up.entries()) positives.set(i, 1, positives.get(i, 1) + 9 * stratum);
      for (const [i, stratum] of down.entries()) negatives.set(i, 1, negatives.get(i, 1) + 9 * stratum);
      return { positives, negatives, positiveStrata: up, negativeStrata: down };
    };
    const aucs: number[] = [];
    for (let seed = 0; seed < 20; seed += 2) {
      const examples = confounded(seed, 0);
      const found = await conceptSeparation(differenceWithin('noise', examples), examples);
      expect(found.heldOut).toBe('folds');
      expect(found.attainable).toBe(found.auc);
      aucs.push(found.auc);
    }
    // One AUC of about 100 pairs has a standard error of 0.1.
    expect(Math.abs(mean(aucs) - 0.5)).toBeLessThan(0.1);
    const examples = confounded(20, 0);
    const own = differenceWithin('noise', examples);
    const asGiven = await conceptSeparation(own, examples, { make: meanDifference });
    expect(asGiven.auc).toBeGreaterThan(0.95);
    // A real concept still separates examples that were not used.
    const real = confounded(22, 8);
    const { auc, heldOut } = await conceptSeparation(differenceWithin('real', real), real);
    expect(heldOut).toBe('folds');
    expect(auc).toBeGreaterThan(0.95);
  });

  it('takes strata that only some folds share', async () => {
    const latents = (values: number[]) => ndarray(Float32Array.from(values), [values.length, 1]);
    const examples = {
      ...{ positives: latents([5, 6, 7]), positiveStrata: [1, 1, 2] },
      ...{ negatives: latents([1, 2, 0]), negativeStrata: [1, 3, 3] },
    };
    const { heldOut } = await conceptSeparation(differenceWithin('c', examples), examples);
    expect(heldOut).toBe('folds');
  });

  it('takes scores, and says when nothing can be compared', async () => {
    const [positives, negatives] = [shifted(6, 3, 2, 9), shifted(6, 3, 0, 10)];
    expect((await conceptSeparation(cosine(first(3)), { positives, negatives })).auc).toBeGreaterThan(0.5);
    const one = { positives: shifted(1, 3, 2, 11), negatives: shifted(1, 3, 0, 12) };
    const own = meanDifference('c', one.positives, one.negatives);
    expect(await conceptSeparation(own, one)).toMatchObject({
      auc: Number.NaN,
      attainable: Number.NaN,
      bounds: [0, 1],
      independent: 1,
    });
  });

  it('refuses groups and strata of another length', async () => {
    const examples = { positives: normals([3, 2], 1), negatives: normals([3, 2], 2) };
    await expect(conceptSeparation(first(2), { ...examples, positiveGroups: [1, 2] })).rejects.toThrow(
      'conceptSeparation: positiveGroups must have one entry per example, 3; got 2 entries.',
    );
  });
});
