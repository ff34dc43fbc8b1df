import { describe, expect, it } from 'vitest';
import { halves } from '../../test/sines.js';
import { cohensD } from './cohens-d.js';

describe('cohensD', () => {
  it('agrees with numpy', () => {
    expect(cohensD(halves(15, 3), halves(12, 4))).toBeCloseTo(-0.06503936072346048, 6);
  });

  it('is infinite for sets that do not vary, also if their means are rounded', () => {
    expect(cohensD(Array(10).fill(0.3), Array(10).fill(0.1))).toBe(Number.POSITIVE_INFINITY);
    expect(cohensD([1, 1], [1, 1])).toBeNaN();
  });

  it('rejects sets of fewer than two scores', () => {
    expect(() => cohensD([1], [1, 2])).toThrow(/^cohensD: expected at least 2 positives; got 1\.$/);
  });
});
