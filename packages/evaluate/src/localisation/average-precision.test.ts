import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { averagePrecision } from './average-precision.js';
import { localisation } from './localisation.js';

describe('averagePrecision', () => {
  it('equals scikit-learn', () => {
    // a as in map-similarity.test.ts; s = np.round(a.ravel()); y = (np.arange(90) % 4 == 1) | (np.arange(90) > 80)
    // sklearn 1.2.1: average_precision_score(y, s), roc_auc_score(y, s)
    const scores = Float64Array.from({ length: 90 }, (_, i) => Math.round(Math.sin(i * 0.7) + 0.1 * i));
    const labels = scores.map((_, i) => (i % 4 === 1 || i > 80 ? 1 : 0));
    expect(averagePrecision(scores, labels)).toBeCloseTo(0.5509590497281327, 12);
    const { auc } = localisation(ndarray(scores, [1, 90]), ndarray(labels, [1, 90]), { sign: 'positive' });
    expect(auc[0]).toBeCloseTo(0.6416054267947994, 12);
  });

  it('is the share of positives for constant scores, and 1 if all positives come first', () => {
    expect(averagePrecision([2, 2, 2, 2], [1, 0, 0, 0])).toBe(0.25);
    expect(averagePrecision([4, 3, 2, 1], [1, 1, 0, 0])).toBe(1);
    expect(() => averagePrecision([1], [0])).toThrow(/at least one label must be positive/);
  });
});
