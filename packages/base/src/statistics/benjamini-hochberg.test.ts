import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { benjaminiHochberg } from './benjamini-hochberg.js';

describe('benjaminiHochberg', () => {
  it("is scipy's false_discovery_control, and keeps NaN", () => {
    const q = [...benjaminiHochberg([0.01, 0.04, Number.NaN, 0.03, 0.005, 0.8, 0.04])];
    const expected = [0.03, 0.048, Number.NaN, 0.048, 0.03, 0.8, 0.048];
    for (const [i, value] of expected.entries()) {
      if (Number.isNaN(value)) expect(q[i]).toBeNaN();
      else expect(q[i]).toBeCloseTo(value, 12);
    }
  });

  it('agrees with statsmodels', () => {
    // multipletests([.01, .04, .03, .5, .001, .03, .9], method='fdr_bh')[1]
    const q = benjaminiHochberg([0.01, 0.04, 0.03, 0.5, 0.001, 0.03, 0.9]);
    const expected = [0.035, 0.056, 0.0525, 0.5833333333333334, 0.007, 0.0525, 0.9];
    q.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 14);
    });
  });

  it('rejects the same tests as the step-up procedure', () => {
    const p = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(p, (values) => {
        const level = 0.2;
        const sorted = values.toSorted((a, b) => a - b);
        const k = sorted.findLastIndex((value, i) => value * values.length <= level * (i + 1));
        const rejected = values.map((value) => k >= 0 && value <= (sorted[k] ?? Number.NaN));
        expect(Array.from(benjaminiHochberg(values), (q) => q <= level)).toEqual(rejected);
      }),
      { seed: 1 },
    );
  });

  it('returns an empty list for no tests', () => {
    expect(benjaminiHochberg([])).toHaveLength(0);
  });

  it.each([-0.1, 1.1, Infinity])('rejects a p-value of %d', (p) => {
    expect(() => benjaminiHochberg([0.5, p])).toThrow(
      `benjaminiHochberg: p-values must be between 0 and 1; number 1 is ${p}.`,
    );
  });
});
