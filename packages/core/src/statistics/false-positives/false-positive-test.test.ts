import { cosineBetween } from '@csm/base';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { gaussianLatents } from '../../../test/gaussian-latents.js';
import { conceptVector } from '../../concepts/concept-vector.js';
import { meanDifference } from '../../concepts/mean-difference.js';
import { logisticDirection } from '../classifiers/linear-classifier.js';
import { falsePositiveTest } from './false-positive-test.js';

/** Normal latents whose component k has standard deviation `spread[k]`. */
function spread(count: number, deviations: readonly number[], seed: number) {
  const latents = gaussianLatents(count, deviations.length, seed);
  return ndarray(
    latents.data.map((value, i) => value * deviations[i % deviations.length]!),
    [...latents.shape],
  );
}

describe('falsePositiveTest', () => {
  it('has the cosine of its closed form', async () => {
    // Choosing normal z by v · z moves the mean by a multiple of Σ v: cosine vᵀΣv / (‖v‖ ‖Σv‖).
    const deviations = [1, 3, 0.5, 2];
    const vector = [1, 1, -2, 0.5];
    const concept = conceptVector('c', vector);
    const negatives = spread(100_000, deviations, 1);
    const found = await falsePositiveTest(concept, negatives, negatives, { share: 0.2, samples: 3 });
    const moved = Float64Array.from(vector, (value, k) => value * deviations[k]! ** 2);
    expect(found.cosine).toBeCloseTo(cosineBetween(Float64Array.from(vector), moved), 2);
    expect(found.rows).toHaveLength(20_000);
    const scores = found.rows.map((row) =>
      vector.reduce((sum, value, k) => sum + value * negatives.get(row, k), 0),
    );
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  });

  it('finds a concept along which the negatives vary most, and is exact for random vectors', async () => {
    const deviations = [4, ...Array<number>(19).fill(1)];
    const negatives = spread(300, deviations, 1);
    const along = await falsePositiveTest(
      conceptVector('along', [1, ...Array(19).fill(0)]),
      negatives,
      negatives,
      {
        share: 0.2,
      },
    );
    expect(along).toMatchObject({ verdict: 'above random', p: 0.01 });
    expect(along.sentence).toMatch(
      /^The false positives of "along" resemble it more than those of random vectors \(cosine 1\.00; random vectors 0\.\d\d on average; p = 0\.010\): something/,
    );
    // p of a random vector is uniform: 40 below .5 of 80, with standard deviation 4.5.
    let low = 0;
    for (let seed = 0; seed < 80; seed++) {
      const concept = { name: 'random', vector: gaussianLatents(1, 20, 500 + seed).data };
      const { p } = await falsePositiveTest(concept, negatives, negatives, { share: 0.2, samples: 19, seed });
      if (p <= 0.5) low++;
    }
    expect(low).toBeGreaterThan(26);
    expect(low).toBeLessThan(54);
  });

  it('counts the negatives above the midpoint, and says if they are too few', async () => {
    const [positives, negatives] = [gaussianLatents(50, 5, 1, 1), gaussianLatents(200, 5, 2)];
    const concept = meanDifference('c', positives, negatives);
    const found = await falsePositiveTest(concept, positives, negatives, { samples: 9 });
    // The means are √5 apart, so P(N(0, 1) > √5 / 2) = .132 of 200.
    expect(found.rows.length).toBeGreaterThan(12);
    expect(found.rows.length).toBeLessThan(42);
    expect(found.verdict).toBe('as random');
    expect(found.concept!.name).toBe('c, false positives');

    const far = await falsePositiveTest(
      conceptVector('c', [1, 1, 1, 1, 1]),
      gaussianLatents(50, 5, 3, 90),
      negatives,
    );
    expect(far).toMatchObject({
      rows: [],
      concept: undefined,
      cosine: Number.NaN,
      p: Number.NaN,
      verdict: 'too few',
    });
    expect(far.sentence).toBe(
      'Too few examples to tell: 0 of the 200 negatives score as false positives of "c", and 10 on each side are needed; ' +
        'pass more negatives, or a share.',
    );
    const few = await falsePositiveTest(concept, positives, negatives, { share: 0.02, samples: 9 });
    expect(few.verdict).toBe('too few');
    expect(few.rows).toHaveLength(4);
  });

  it('gives the same numbers for the same seed, takes a classifier, and can be aborted', async () => {
    const [positives, negatives] = [gaussianLatents(20, 3, 1, 1), gaussianLatents(60, 3, 2)];
    const concept = await logisticDirection('c', positives, negatives);
    const run = (seed: number) =>
      falsePositiveTest(concept, positives, negatives, {
        make: logisticDirection,
        samples: 4,
        seed,
        share: 0.3,
      });
    expect(await run(1)).toEqual(await run(1));
    expect((await run(1)).random).not.toEqual((await run(2)).random);
    const controller = new AbortController();
    const aborted = falsePositiveTest(concept, positives, negatives, {
      samples: 1e7,
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(new Error('enough')));
    await expect(aborted).rejects.toThrow('enough');
  });

  const some = gaussianLatents(5, 3, 1);
  it.each([
    [{ share: 1 }, /^falsePositiveTest: share must be between 0 and 1; got 1\.$/],
    [{ samples: 0 }, /^falsePositiveTest: samples must be a whole number of at least 1; got 0\.$/],
    [
      { quantile: 1 } as never,
      /unknown option "quantile"; valid options: share, samples, make, seed, signal, onProgress\.$/,
    ],
  ])('rejects invalid options (%#)', async (options, message) => {
    await expect(falsePositiveTest(conceptVector('c', [1, 0, 0]), some, some, options)).rejects.toThrow(
      message,
    );
  });
});
