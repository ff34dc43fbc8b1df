import { describe, expect, it } from 'vitest';
import { enrichedExamples } from './enriched-examples.js';

describe('enrichedExamples', () => {
  it("agrees with scipy's mannwhitneyu, ties included", () => {
    const inside = [true, false, true, true, null, true, false, false, false];
    const found = enrichedExamples(
      [
        [0, 5, 3, 1, 99, 0, 3, 8, 2],
        [5, 0, 3, 3, 99, 8, 1, 0, 2],
        [1, 1, 1, 1, 99, 1, 1, 1, 1],
      ],
      inside,
    );
    expect(found.map(({ index, auc }) => [index, auc])).toEqual([
      [1, 1],
      [0, 1.5 / 16],
    ]);
    // scipy 1.17: mannwhitneyu(a, b, method='asymptotic', use_continuity=False)
    expect(found[0]!.p).toBeCloseTo(0.01941866323472138, 14);
    expect(found[1]!.p).toBeCloseTo(0.057546950874286275, 14);
    expect(found[0]!.q).toBeCloseTo(2 * 0.01941866323472138, 14);
  });

  it('has small p-values where 1 − erf would be rounding error', () => {
    const inside = Array.from({ length: 400 }, (_, i) => i < 200);
    const [one] = enrichedExamples([inside.map((_, i) => -i)], inside);
    // z = (n m / 2) / √(n m (n + m + 1) / 12) = 17.2989; scipy: 2 * norm.sf(z)
    expect(one!.p / 4.794731539890784e-67).toBeCloseTo(1, 12);
  });

  it('rejects invalid rows and regions', () => {
    expect(() => enrichedExamples([[1, 2]], [true, true])).toThrow(
      'enrichedExamples: expected features inside and outside; got 2 inside and 0 outside.',
    );
    expect(() => enrichedExamples([[1]], [true, false])).toThrow(
      'enrichedExamples: row 0 must have 2 values; got 1.',
    );
    expect(() => enrichedExamples([[1, Number.NaN]], [true, false])).toThrow(
      'enrichedExamples: row 0 holds NaN.',
    );
  });
});
