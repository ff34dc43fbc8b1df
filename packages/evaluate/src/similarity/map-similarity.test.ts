import { pearson, spearman } from '@csm/base';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapSimilarity } from './map-similarity.js';
import { ssim } from './ssim.js';
import { topOverlap } from './top-overlap.js';

// python3, numpy 1.24, scipy 1.10.1, scikit-image 0.19.3:
//   i = np.arange(90).reshape(9, 10); a = np.sin(i * .7) + .1 * i; b = np.cos(i * .31) + .08 * i
//   structural_similarity(a, b, win_size=7, data_range=10.0), (…, win_size=3, data_range=4.0)
//   pearsonr(a.ravel(), b.ravel()), spearmanr(np.round(a.ravel()), np.round(b.ravel()))
const a = Float64Array.from({ length: 90 }, (_, i) => Math.sin(i * 0.7) + 0.1 * i);
const b = Float64Array.from({ length: 90 }, (_, i) => Math.cos(i * 0.31) + 0.08 * i);
const shape = [9, 10];

describe('similarity of maps', () => {
  it('equals scipy and scikit-image', () => {
    expect(ssim(a, b, { shape, range: 10 })).toBeCloseTo(0.841847988395751, 12);
    expect(ssim(a, b, { shape, range: 4, window: 3 })).toBeCloseTo(0.596845553883058, 12);
    expect(pearson(a, b)).toBeCloseTo(0.9200375733151558, 12);
    expect(spearman(a.map(Math.round), b.map(Math.round))).toBeCloseTo(0.9062063513472794, 12);
  });

  it('is 1 for the same map at any scale; correlations change sign with the map', () => {
    const same = mapSimilarity(
      a,
      a.map((value) => 3 * value),
      shape,
    );
    for (const value of Object.values(same)) expect(value).toBeCloseTo(1, 12);
    const turned = mapSimilarity(
      a,
      a.map((value) => -value),
      shape,
    );
    expect(turned.pearson).toBeCloseTo(-1, 12);
    expect(turned.spearman).toBeCloseTo(-1, 12);
    expect(turned.topOverlap).toBe(0);
  });

  it('correlation is NaN for constant maps, and SSIM is NaN unless the maps are pictures', () => {
    expect(pearson([1, 1, 1], [1, 2, 3])).toBeNaN();
    expect(mapSimilarity([1, 2, 3], [1, 2, 4], [3]).ssim).toBeNaN();
  });

  it('topOverlap is the mean over all ways to break ties', () => {
    const values = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(values, values, (x, y) => {
        expect(topOverlap(x, y, { share: 0.4 })).toBeCloseTo(slowOverlap(x, y, 2), 12);
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it('is NaN if a map holds NaN', () => {
    const holed = a.map((value, i) => (i === 5 ? Number.NaN : value));
    for (const value of Object.values(mapSimilarity(holed, b, shape))) expect(value).toBeNaN();
    for (const value of Object.values(mapSimilarity(b, holed, shape))) expect(value).toBeNaN();
  });

  it('rejects other sizes and invalid options', () => {
    expect(() => pearson([1], [1, 2])).toThrow(/pearson: expected two lists of the same length.*1 and 2/);
    expect(() => ssim(a, b, { shape: [9, 9], range: 1 })).toThrow(
      /ssim: shape must be \[height, width\] of the 90 numbers; got \[9, 9\]/,
    );
    expect(() => ssim(a, b, { shape, range: 1, window: 11 })).toThrow(/window must be odd and at most 9/);
    expect(() => topOverlap(a, b, { share: 0 })).toThrow(
      /share must be a finite number above 0 and at most 1; got 0/,
    );
  });
});

/**
 * The overlap of the two largest values by definition: the mean over all pairs of features that no other feature
 * exceeds.
 */
function slowOverlap(x: readonly number[], y: readonly number[], k: number): number {
  const tops = (values: readonly number[]) => {
    const pairs = values.flatMap((_, i) => values.map((_, j) => [i, j])).filter(([i, j]) => i! < j!);
    return pairs.filter((chosen) =>
      values.every((value, other) => chosen.includes(other) || chosen.every((at) => values[at!]! >= value)),
    );
  };
  const [ofX, ofY] = [tops(x), tops(y)];
  const common = ofX.flatMap((p) => ofY.map((q) => p.filter((at) => q.includes(at)).length / k));
  return common.reduce((sum, value) => sum + value, 0) / common.length;
}
