import { pearson, rows } from '@csm/base';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { normals } from '../../test/small-vae.js';
import { mapAgreement } from './map-agreement.js';
import { shareBeyondError } from './share-beyond-error.js';

describe('mapAgreement and shareBeyondError', () => {
  it('mapAgreement is the mean over all pairs', () => {
    const maps = [1, 2, 3].map((seed) => normals([2, 30], seed));
    const second = maps.map((array) => [...rows(array)][1]!);
    const pairs = [
      pearson(second[0]!, second[1]!),
      pearson(second[0]!, second[2]!),
      pearson(second[1]!, second[2]!),
    ];
    expect(mapAgreement(maps).pearson[1]).toBeCloseTo(pairs.reduce((a, b) => a + b, 0) / 3, 12);
    expect(() => mapAgreement([maps[0]!])).toThrow(/at least two/);
  });

  it('shareBeyondError is 4.6 % for two standard errors of normal numbers', () => {
    const maps = normals([1, 20000], 3);
    const errors = ndarray(new Float32Array(20000).fill(1), [1, 20000]);
    // Standard error √(0.0455 · 0.9545 / 20000) = 0.0015.
    expect(Math.abs(shareBeyondError(maps, errors)[0]! - 0.0455)).toBeLessThan(0.006);
  });
});
