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

  it('gives nothing for no tests', () => {
    expect(benjaminiHochberg([])).toHaveLength(0);
  });

  it.each([-0.1, 1.1, Infinity])('rejects a p-value of %d', (p) => {
    expect(() => benjaminiHochberg([0.5, p])).toThrow(
      `benjaminiHochberg: p-values must be between 0 and 1; number 1 is ${p}.`,
    );
  });
});
