import { pearson } from '@csm/base';
import { gridFeatures } from '@csm/explainers';
import fc from 'fast-check';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { evidenceOverlap } from './evidence-overlap.js';

const vectors = (rows: number[][]) =>
  ndarray(Float32Array.from(rows.flat()), [rows.length, rows[0]?.length ?? 0]);

describe('evidenceOverlap', () => {
  it('is the sum of the smaller shares, by hand', () => {
    // Shares of the map: .5 .25 .25 0; of the evidence: 0 .25 .5 .25.
    const found = evidenceOverlap(vectors([[2, -1, 1, 0]]), vectors([[0, 1, -2, 1]]));
    expect(found.overlap).toBeCloseTo(0.5, 12);
    expect([...found.overlaps]).toEqual([found.overlap]);
    // A uniform map has .25 in each: 0 + .25 + .25 + .25.
    expect(found.uniform).toBeCloseTo(0.75, 12);
  });

  it('is 1 for the same distribution at any scale and sign, and 0 without a common feature', () => {
    const map = vectors([[1, -2, 3, 0]]);
    expect(evidenceOverlap(map, vectors([[-2, 4, 6, 0]])).overlap).toBeCloseTo(1, 12);
    expect(evidenceOverlap(map, vectors([[0, 0, 0, 5]])).overlap).toBe(0);
    expect(evidenceOverlap(vectors([[0, 0, 0, 0]]), map).overlap).toBe(0);
  });

  it('sums the magnitudes of a map within a feature, and the values of the evidence', () => {
    const features = gridFeatures([4], { size: 2 });
    // Magnitudes 2 and 2; evidence 0 and 2, because 1 − 1 = 0.
    const found = evidenceOverlap(vectors([[1, -1, 1, 1]]), vectors([[1, -1, 1, 1]]), { features });
    expect(found.overlap).toBeCloseTo(0.5, 12);
  });

  it('correlates magnitudes over features, 0 for a map that is equal everywhere', () => {
    const [a, e] = [
      [3, -1, 2, 0, 5],
      [1, 1, -4, 0, 2],
    ] as const;
    const { correlation, features } = evidenceOverlap(vectors([[...a]]), vectors([[...e]]));
    expect(correlation).toBeCloseTo(pearson(a.map(Math.abs), e.map(Math.abs)), 12);
    expect(features).toBe(5);
    expect(evidenceOverlap(vectors([[2, 2, 2]]), vectors([[1, 5, 2]])).correlation).toBe(0);
  });

  it('weighs features by their size: a large feature is not one because it is large', () => {
    const features = ndarray(Int32Array.of(0, 0, 0, 0, 0, 0, 1, 2), [8]);
    const even = vectors([[1, 1, 1, 1, 1, 1, 1, 1]]);
    const noise = vectors([[2, 1, 1, 2, 1, 1, 1, 2]]);
    expect(evidenceOverlap(even, noise, { features }).correlation).toBe(0);
  });

  it('tells how much of a map lies where nothing is answered', () => {
    const evidence = vectors([[1, 1, 0, 1e-9]]);
    expect(evidenceOverlap(vectors([[1, 1, 1, -1]]), evidence).unread).toBeCloseTo(0.5, 12);
    expect(evidenceOverlap(vectors([[1, 1, 0, 0]]), evidence).unread).toBe(0);
    // An encoder that answers nothing at all: the whole map is unread.
    expect(evidenceOverlap(vectors([[1, 2, 3, 4]]), vectors([[0, 0, 0, 0]])).unread).toBeCloseTo(1, 12);
  });

  it('is between 0 and 1, and symmetric if no feature has several numbers', () => {
    const numbers = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const forth = evidenceOverlap(vectors([a]), vectors([b])).overlap;
        expect(forth).toBeGreaterThanOrEqual(0);
        expect(forth).toBeLessThanOrEqual(1 + 1e-12);
        expect(evidenceOverlap(vectors([b]), vectors([a])).overlap).toBeCloseTo(forth, 12);
      }),
    );
  });

  it('refuses other shapes and NaN', () => {
    expect(() => evidenceOverlap(vectors([[1, 2]]), vectors([[1, 2, 3]]))).toThrow(
      /evidenceOverlap: maps and evidence must have the same shape/,
    );
    expect(() => evidenceOverlap(vectors([[1, Number.NaN]]), vectors([[1, 2]]))).toThrow(
      'evidenceOverlap: map 0 or its evidence holds NaN; expected finite numbers.',
    );
  });
});
