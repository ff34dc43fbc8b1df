import { rocAuc } from '@csm/core/statistics';
import * as fc from 'fast-check';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { areaShare, saliencyInMask } from './localisation.js';

describe('rocAuc', () => {
  it('is the share of pairs that are in order, ties counted half', () => {
    const score = fc.integer({ min: 0, max: 6 });
    const scores = fc.array(score, { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(scores, scores, (positives, negatives) => {
        const pairs = positives.flatMap((p) => negatives.map((n) => (p > n ? 1 : p === n ? 0.5 : 0)));
        const expected = pairs.reduce<number>((a, b) => a + b, 0) / pairs.length;
        expect(rocAuc(positives, negatives)).toBeCloseTo(expected, 12);
      }),
      { seed: 1 },
    );
  });
});

describe('saliencyInMask', () => {
  const mask = ndarray(Uint8Array.from([1, 0, 0, 0]), [2, 2]);

  it('is the share of |sum over channels| inside', () => {
    const maps = ndarray(Float32Array.from([3, -1, 1, 1, 0, 0, -2, -2]), [1, 2, 2, 2]);
    // Inside |3 − 1| = 2; outside |1 + 1| + 0 + |−2 − 2| = 6.
    expect(saliencyInMask(maps, [mask])).toBe(0.25);
    expect(areaShare([mask])).toBe(0.25);
  });

  it('is none for a map of zeros', () => {
    expect(saliencyInMask(ndarray(new Float32Array(8), [1, 2, 2, 2]), [mask])).toBe(0);
  });
});
