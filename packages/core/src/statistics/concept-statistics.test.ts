import * as fc from 'fast-check';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { conceptVector, meanDifference } from '../concepts/concept-vector.js';
import { conditionalConcept } from '../concepts/conditional-concept.js';
import { bootstrapConcept } from './bootstrap-concept.js';
import { cohensD } from './cohens-d.js';
import { conceptCosines } from './concept-cosines.js';
import { logisticDirection, svmDirection } from './linear-classifier.js';
import { rocAuc } from './roc-auc.js';

const numbers = (count: number, seed: number) =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(seed * 12.9898 + i * 78.233) * 2);
const positives = ndarray(
  numbers(60, 1).map((value, i) => value + [0.5, 0, 0.3][i % 3]!),
  [20, 3],
);
const negatives = ndarray(numbers(75, 2), [25, 3]);

/**
 * scikit-learn 1.2.1 on the same numbers: LogisticRegression(tol=1e-12), and for the machine scipy's BFGS on its objective
 * (LinearSVC with a large intercept_scaling agrees to 1e-7): v, then the intercept.
 */
const SCIKIT = {
  logistic: {
    1: [1.4140175999357159, 2.2427267502156414, 1.0282346969361977, -0.6895513172638976],
    0.05: [0.15443211001257495, 0.11845119343569782, 0.054307284831921016, -0.26663130859278905],
  },
  svm: {
    1: [1.825202657943719, 3.3876143208809357, 1.7440613742760693, -0.749370241247984],
    0.05: [0.37251222169811643, 0.5107244672218739, 0.21041340734951539, -0.22238842978647808],
  },
};

describe('linear classifiers', () => {
  it.each([1, 0.05] as const)("have scikit-learn's normals and intercepts, cost %d", (cost) => {
    for (const [make, expected] of [
      [logisticDirection, SCIKIT.logistic[cost]],
      [svmDirection, SCIKIT.svm[cost]],
    ] as const) {
      const { vector, intercept } = make('c', positives, negatives, { cost });
      [...vector, intercept].forEach((value, i) => {
        expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-5 * Math.abs(expected[i]!));
      });
    }
  });

  it('converge where the sets can be separated, and where one is a single example', () => {
    const one = ndarray(Float32Array.of(3, 3), [1, 2]);
    const other = ndarray(Float32Array.of(-1, -1, -2, -1), [2, 2]);
    for (const make of [logisticDirection, svmDirection]) {
      const { vector, intercept } = make('c', one, other, { cost: 1e4 });
      const score = (x: number, y: number) => vector[0]! * x + vector[1]! * y + intercept;
      expect([score(3, 3) > 0, score(-1, -1) < 0, score(-2, -1) < 0]).toEqual([true, true, true]);
    }
  });

  it.each([
    [
      () => logisticDirection('c', positives, negatives, { cost: 0 }),
      /cost must be a positive number; got 0/,
    ],
    [
      () => svmDirection('c', positives, ndarray(new Float32Array(4), [2, 2])),
      /svmDirection: concept "c": the positives have 3 latent dimensions, the negatives 2/,
    ],
    [
      () => logisticDirection('c', ndarray(Float32Array.of(Number.NaN, 0, 0), [1, 3]), negatives),
      /positives: a latent holds NaN/,
    ],
    [() => svmDirection('c', ndarray(new Float32Array(0), [0, 3]), negatives), /expected latents of shape/],
  ])('refuse %#', (make, message) => {
    expect(make).toThrow(message);
  });
});

describe('separability', () => {
  const halves = (count: number, seed: number) =>
    numbers(count, seed).map((value) => Math.round(value * 2) / 2);

  it('rocAuc and cohensD agree with scikit-learn and numpy, ties and all', () => {
    const [a, b] = [halves(15, 3), halves(12, 4)];
    expect(rocAuc(a, b)).toBeCloseTo(0.4722222222222222, 12);
    expect(cohensD(a, b)).toBeCloseTo(-0.06503936072346048, 6);
  });

  it('rocAuc is the share of pairs in the right order', () => {
    const scores = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(scores, scores, (a, b) => {
        const pairs = a.flatMap((x) => b.map((y) => (x > y ? 1 : x === y ? 0.5 : 0) as number));
        expect(rocAuc(a, b)).toBeCloseTo(pairs.reduce((s, v) => s + v, 0) / pairs.length, 12);
      }),
      { seed: 1 },
    );
  });

  it('refuses empty sets and NaN', () => {
    expect(() => rocAuc([], [1])).toThrow(/rocAuc: got no positives/);
    expect(() => rocAuc([1], [Number.NaN])).toThrow(/score 0 of the negatives is NaN/);
    expect(() => cohensD([1], [1, 2])).toThrow(/at least 2 positives; got 1/);
  });
});

describe('conceptCosines', () => {
  it('is the matrix of cosines', () => {
    const list = [conceptVector('a', [1, 0]), conceptVector('b', [1, 1]), conceptVector('c', [-2, 0])];
    const half = Math.SQRT1_2;
    expect([...conceptCosines(list).data].map((value) => Number(value.toFixed(12)))).toEqual(
      [1, half, -1, half, 1, -half, -1, -half, 1].map((value) => Number(value.toFixed(12))),
    );
    expect(() => conceptCosines([list[0]!, conceptVector('d', [1])])).toThrow(/"a" has 2 components, "d" 1/);
  });
});

describe('conditionalConcept', () => {
  const vectors = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 5, maxLength: 5 });

  it("is InterFaceGAN's projection for two", () => {
    // [0.6, 0.8] off [1, 0] is [0, 0.8], of direction [0, 1].
    const left = conditionalConcept(conceptVector('c', [0.6, 0.8]), [conceptVector('k', [1, 0])]);
    expect([left.name, left.vector[0], left.vector[1]]).toEqual(['c | k', 0, Math.fround(0.8)]);
  });

  it('is at right angles to all the others, and moves the concept as little as that allows', () => {
    fc.assert(
      fc.property(vectors, fc.array(vectors, { minLength: 1, maxLength: 3 }), (own, others) => {
        const given = others.filter((o) => o.some((v) => v !== 0)).map((o, i) => conceptVector(`${i}`, o));
        fc.pre(own.some((v) => v !== 0) && given.length > 0);
        let left: Float32Array;
        try {
          left = conditionalConcept(conceptVector('own', own), given).vector;
        } catch (error) {
          expect(String(error)).toMatch(/lies in the span/);
          return;
        }
        const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
          Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);
        for (const other of given) {
          expect(Math.abs(dot(left, other.vector))).toBeLessThan(
            1e-5 * Math.hypot(...own) * Math.hypot(...other.vector),
          );
        }
        // What was taken away is itself in the span: at right angles to what is left.
        const taken = own.map((value, i) => value - left[i]!);
        expect(Math.abs(dot(taken, left))).toBeLessThan(1e-5 * Math.hypot(...own) ** 2);
      }),
      { seed: 1 },
    );
  });

  it('says when nothing is left', () => {
    const c = conceptVector('c', [2, 2, 0]);
    expect(() =>
      conditionalConcept(c, [conceptVector('a', [1, 0, 0]), conceptVector('b', [0, 1, 0])]),
    ).toThrow(/nothing is left of "c": it lies in the span of "a", "b"/);
  });
});

describe('bootstrapConcept', () => {
  it('gives cosines of at most 1, whatever the rounding', () => {
    for (let seed = 0; seed < 20; seed++) {
      const one = (k: number) => ndarray(numbers(20, seed + k), [1, 20]);
      const { cosines } = bootstrapConcept('x', one(0.1), one(0.7), { samples: 3 });
      for (const cosine of cosines) {
        expect(cosine).toBeLessThanOrEqual(1);
        expect(cosine).toBeCloseTo(1, 12);
      }
    }
  });

  it('covers the known standard error of a mean difference', () => {
    const { concept, lower, upper, cosines } = bootstrapConcept('c', positives, negatives, { samples: 2000 });
    expect(concept).toEqual(meanDifference('c', positives, negatives));
    const variance = (latents: typeof positives, k: number) => {
      const [count = 0] = latents.shape;
      const column = Array.from({ length: count }, (_, i) => latents.get(i, k));
      const mean = column.reduce((a, b) => a + b, 0) / count;
      return column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count / count;
    };
    for (let k = 0; k < 3; k++) {
      const error = Math.sqrt(variance(positives, k) + variance(negatives, k));
      // Of a nearly normal law the 95 % interval is ± 1.96 errors; 2000 resamples know its ends to about 5 %.
      expect(Math.abs((upper[k]! - lower[k]!) / (2 * 1.96 * error) - 1)).toBeLessThan(0.1);
      expect(lower[k]! < concept.vector[k]! && concept.vector[k]! < upper[k]!).toBe(true);
    }
    expect(cosines.length).toBe(2000);
    expect(cosines.at(-1)!).toBeLessThanOrEqual(1 + 1e-12);
  });

  it('has the same numbers for the same seed, others for another', () => {
    const run = (seed: number) =>
      bootstrapConcept('c', positives, negatives, { samples: 20, seed, make: logisticDirection });
    expect(run(1)).toEqual(run(1));
    expect(run(1).lower).not.toEqual(run(2).lower);
    expect(() => bootstrapConcept('c', positives, negatives, { level: 1 })).toThrow(
      /level must be between 0 and 1/,
    );
  });
});
