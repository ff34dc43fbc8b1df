import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { halves } from '../../test/sines.js';
import { rocAuc } from './roc-auc.js';

describe('rocAuc', () => {
  it('agrees with scikit-learn, ties included', () => {
    expect(rocAuc(halves(15, 3), halves(12, 4))).toBeCloseTo(0.4722222222222222, 12);
  });

  it('is the share of pairs in the right order', () => {
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
  });
});
