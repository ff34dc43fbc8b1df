import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { negatives, positives } from '../../test/sines.js';
import { logisticDirection, svmDirection } from './linear-classifier.js';

/**
 * scikit-learn 1.2.1 on the same numbers: LogisticRegression(tol=1e-12), and for the SVM scipy's BFGS on its objective
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

  it('converge for separable sets and for a single example', () => {
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
      /^logisticDirection: cost must be a finite number above 0; got 0\.$/,
    ],
    [
      () => svmDirection('c', positives, ndarray(new Float32Array(4), [2, 2])),
      /^svmDirection: concept "c": positives and negatives must have the same latent size; got 3 and 2\.$/,
    ],
    [
      () => logisticDirection('c', ndarray(Float32Array.of(Number.NaN, 0, 0), [1, 3]), negatives),
      /concept "c": positives must be finite; a latent holds NaN or infinity\.$/,
    ],
    [
      () => svmDirection('c', ndarray(new Float32Array(0), [0, 3]), negatives),
      /concept "c": positives must hold at least one latent; got shape \[0,3\]\.$/,
    ],
  ])('reject invalid arguments (%#)', (make, message) => {
    expect(make).toThrow(message);
  });
});
