import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sines } from '../../test/sines.js';
import { cohensD } from './cohens-d.js';
import { rocAuc } from './roc-auc.js';

describe('separability', () => {
  const halves = (count: number, seed: number) =>
    sines(count, seed).map((value) => Math.round(value * 2) / 2);

  it('rocAuc and cohensD agree with scikit-learn and numpy, ties included', () => {
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

  it('rejects empty sets and NaN', () => {
    expect(() => rocAuc([], [1])).toThrow(/^rocAuc: expected at least one score in positives; got none\.$/);
    expect(() => rocAuc([1], [Number.NaN])).toThrow(/^rocAuc: negatives must be numbers; score 0 is NaN\.$/);
    expect(() => cohensD([1], [1, 2])).toThrow(/^cohensD: expected at least 2 positives; got 1\.$/);
  });
});
