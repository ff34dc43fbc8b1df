import { benjaminiHochberg, keyedNormal } from '@csm/base';
import * as fc from 'fast-check';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { wideLatents } from '../../test/wide-latents.js';
import { conceptSignificance } from './concept-significance.js';

/** `sin(1.7 i² + phase) (1 + column)`, as in the comment below. */
const waves = (count: number, size: number, phase: number, shift: number[] = []) =>
  ndarray(
    Float32Array.from(
      { length: count * size },
      (_, i) => Math.sin(1.7 * i * i + phase) * (1 + (i % size)) + (shift[i % size] ?? 0),
    ),
    [count, size],
  );
const normals = (count: number, size: number, seed: number, spread = 1) => {
  const normal = keyedNormal('significance test', seed);
  return ndarray(
    Float32Array.from({ length: count * size }, () => spread * normal()),
    [count, size],
  );
};
const ids = (count: number, size: number, from = 0) =>
  Array.from({ length: count }, (_, i) => from + Math.floor(i / size));

describe('conceptSignificance', () => {
  /**
   * All 126 labellings, with scipy 1.17:
   *
   * t = scipy.stats.ttest_ind(p, q, equal_var=False); nu = t.df
   * T = (((8*nu+1)/(8*nu+3))**2 * nu * np.log1p(t.statistic**2/nu)).sum()
   */
  it("has the statistic and the exact p of scipy's Welch tests", async () => {
    const positives = waves(4, 3, 0.3, [0, 1]);
    const [test] = await conceptSignificance([{ name: 'c', positives, negatives: waves(5, 3, 1.1) }]);
    expect(test).toMatchObject({
      name: 'c',
      permutations: 126,
      isExact: true,
      smallestP: 1 / 126,
      p: 10 / 126,
    });
    expect(test!.statistic).toBeCloseTo(7.242889239659823, 5);
    expect(test!.permutedStatistic).toBeCloseTo(3.010156189764081, 5);
  });

  /** numpy: v = G/(G-1) * ((w/w.sum())[:, None]**2 * (m - mean)**2).sum(0) for the means m of G groups of sizes w. */
  it('weighs groups by their sizes, with the variance between groups', async () => {
    const groups = { positiveGroups: [0, 0, 0, 1, 1, 2], negativeGroups: [3, 3, 4, 5, 5, 5, 6] };
    const [test] = await conceptSignificance([
      { name: 'c', positives: waves(6, 2, 0.3, [0, 1]), negatives: waves(7, 2, 1.1), ...groups },
    ]);
    expect(test!.permutations).toBe(35);
    expect(test!.statistic).toBeCloseTo(2.401154149025665, 5);
  });

  it('finds a shift, and finds noise as often as chance does', async () => {
    const noise = Array.from({ length: 60 }, (_, k) => ({
      name: `noise ${k}`,
      positives: wideLatents(20, 0, 2 * k),
      negatives: wideLatents(30, 0, 2 * k + 1),
    }));
    // Two standard deviations beside a dimension that is ten times as wide.
    const shift = { name: 'shift', positives: wideLatents(20, 2, 900), negatives: wideLatents(30, 0, 901) };
    const found = await conceptSignificance([...noise, shift], { samples: 99 });
    const last = found.at(-1)!;
    expect(last).toMatchObject({ p: 0.01, smallestP: 0.01, permutations: 99, isExact: false });
    expect(last.statistic).toBeGreaterThan(2 * last.permutedStatistic);
    // The mean of 60 is 0 if disjoint halves share nothing; bootstrap cosines are .5 and more.
    const halves = found.slice(0, -1).map((concept) => concept.halves!.mean);
    expect(Math.abs(halves.reduce((a, b) => a + b, 0) / 60)).toBeLessThan(0.2);
    // The count among 60 is binomial with p = 0.2: mean 12, standard deviation 3.1.
    const small = found.slice(0, -1).filter(({ p }) => p <= 0.2).length;
    expect(small).toBeGreaterThan(2);
    expect(small).toBeLessThan(22);
    expect(found.map(({ q }) => q)).toEqual([...benjaminiHochberg(found.map(({ p }) => p))]);
  });

  it('tells how small p can be with three groups on each side', async () => {
    const one = { name: 'c', positives: waves(15, 4, 0, [9, 9, 9, 9]), negatives: waves(15, 4, 1) };
    const groups = { positiveGroups: ids(15, 5), negativeGroups: ids(15, 5, 3) };
    const [test] = await conceptSignificance([{ ...one, ...groups }]);
    expect(test).toMatchObject({ permutations: 20, isExact: true, p: 0.1, smallestP: 0.1 });
    expect(test!.halves!.mean).toBeGreaterThan(0.9);
  });

  it('counts a group of equal examples as one example', async () => {
    const [positives, negatives] = [normals(5, 3, 1), normals(6, 3, 2)];
    const repeated = (latents: typeof positives) =>
      ndarray(
        Float32Array.from({ length: 2 * latents.size }, (_, i) => latents.get(Math.floor(i / 6), i % 3)),
        [2 * latents.shape[0]!, 3],
      );
    const [single, pairs] = await conceptSignificance([
      { name: 'single', positives, negatives },
      {
        name: 'pairs',
        positives: repeated(positives),
        negatives: repeated(negatives),
        positiveGroups: ids(10, 2),
        negativeGroups: ids(12, 2, 5),
      },
    ]);
    expect(pairs!.statistic).toBeCloseTo(single!.statistic, 10);
    expect(pairs!.p).toBe(single!.p);
  });

  it('depends neither on the scale of a dimension nor on what examples of one stratum or of a group with both labels share', async () => {
    const strata = { positiveStrata: [...'aaabbbbb'], negativeStrata: [...'aaaaabbb'] };
    const groups = { positiveGroups: [...'aaabbbbb'], negativeGroups: [...'aaaaabbb'] };
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: -9, max: 9, noNaN: true }),
        fc.integer({ min: 0, max: 99 }),
        async (offset, seed) => {
          const [positives, negatives] = [normals(8, 2, seed), normals(8, 2, seed + 100)];
          const moved = (latents: typeof positives, stratum: readonly string[]) =>
            ndarray(
              Float32Array.from({ length: 16 }, (_, i) => {
                const value = latents.get(Math.floor(i / 2), i % 2);
                return (value + (stratum[Math.floor(i / 2)] === 'a' ? offset : 0)) * (i % 2 === 0 ? 4 : 1);
              }),
              [8, 2],
            );
          const other = {
            positives: moved(positives, strata.positiveStrata),
            negatives: moved(negatives, strata.negativeStrata),
          };
          const [plain, shifted, grouped] = await conceptSignificance(
            [
              { name: 'plain', positives, negatives, ...strata },
              { name: 'shifted', ...other, ...strata },
              { name: 'grouped', ...other, ...groups },
            ],
            { samples: 20, seed },
          );
          expect(shifted!.statistic).toBeCloseTo(plain!.statistic, 3);
          expect(shifted!.p).toBe(plain!.p);
          expect(grouped).toEqual({ ...shifted, name: 'grouped', halves: grouped!.halves });
        },
      ),
      { numRuns: 20 },
    );
  });

  it('gives p = 1 where no other labelling is possible', async () => {
    const examples = { positives: normals(4, 2, 1), negatives: normals(5, 2, 2) };
    const [test] = await conceptSignificance([
      { name: 'c', ...examples, positiveStrata: Array(4).fill('yes'), negativeStrata: Array(5).fill('no') },
    ]);
    expect(test).toMatchObject({ p: 1, smallestP: 1, permutations: 1, isExact: true, halves: undefined });
    expect(test!.statistic).toBeCloseTo(0, 12);
  });

  it('takes latents wider than examples, with constant and separating dimensions', async () => {
    const separated = (value: number, seed: number) => {
      const latents = normals(6, 100, seed);
      for (let i = 0; i < 6; i++) {
        latents.set(i, 0, value);
        for (let j = 50; j < 100; j++) latents.set(i, j, 0.1);
      }
      return latents;
    };
    const [test] = await conceptSignificance([
      { name: 'c', positives: separated(0.1, 1), negatives: separated(0.2, 2) },
    ]);
    expect(test!.statistic).toBeGreaterThan(50);
    expect(test).toMatchObject({ permutations: 924, p: 2 / 924, smallestP: 2 / 924 });
  });

  it('rejects groups and strata that do not fit', async () => {
    const examples = { name: 'c', positives: normals(2, 2, 1), negatives: normals(3, 2, 2) };
    const run = (more: object) => conceptSignificance([{ ...examples, ...more }]);
    await expect(run({ positiveGroups: [1, 2] })).rejects.toThrow(
      'conceptSignificance: negativeGroups must be given too; pass one id for each row.',
    );
    await expect(run({ positiveStrata: [1], negativeStrata: [1, 1, 1] })).rejects.toThrow(
      'conceptSignificance: positiveStrata must have one id for each row; got 1 ids for 2 rows.',
    );
    await expect(run({ positiveStrata: [1, Number.NaN], negativeStrata: [1, 1, 1] })).rejects.toThrow(
      'conceptSignificance: positiveStrata must be strings or finite numbers; got NaN.',
    );
    const groups = { positiveGroups: ['a', 'a'], negativeGroups: ['b', 'b', 'c'] };
    await expect(run({ ...groups, positiveStrata: [1, 2], negativeStrata: [1, 1, 2] })).rejects.toThrow(
      /must lie in one stratum.*group "a" lies in 1 and 2\.$/,
    );
  });

  it('reports progress and can be aborted', async () => {
    const concepts = ['a', 'b'].map((name) => ({
      name,
      positives: wideLatents(8, 1, 1),
      negatives: wideLatents(6, 0, 2),
    }));
    const done: number[] = [];
    await conceptSignificance(concepts, {
      samples: 9,
      onProgress: (progress) => done.push(progress.done / progress.total),
    });
    expect(done).toEqual([0.25, 0.5, 0.75, 1]);
    const controller = new AbortController();
    const long = { name: 'c', positives: wideLatents(80, 1, 1), negatives: wideLatents(60, 0, 2) };
    const run = conceptSignificance([long], { samples: 1e6, signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')));
    await expect(run).rejects.toThrow('enough');
  });
});
