import * as fc from 'fast-check';
import ndarray from 'ndarray';
import { mean, sampleStandardDeviation } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { averageMaps } from './average-maps.js';

const value = fc.double({ min: -50, max: 50, noNaN: true }).map(Math.fround);

describe('averageMaps', () => {
  it('is the mean and its standard error, pixel by pixel', () => {
    fc.assert(
      fc.property(fc.array(fc.array(value, { minLength: 6, maxLength: 6 }), { minLength: 2 }), (rows) => {
        const found = averageMaps(ndarray(Float32Array.from(rows.flat()), [rows.length, 2, 3]));
        expect(found.mean.shape).toEqual([2, 3]);
        expect(found.standardErrors.shape).toEqual([2, 3]);
        for (let at = 0; at < 6; at++) {
          const column = rows.map((row) => row[at]!);
          expect(found.mean.data[at]).toBeCloseTo(mean(column), 4);
          const error = sampleStandardDeviation(column) / Math.sqrt(rows.length);
          expect(found.standardErrors.data[at]).toBeCloseTo(error, 4);
        }
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it('keeps a small spread of large values', () => {
    const { standardErrors } = averageMaps(ndarray(Float32Array.of(4e6, 4e6 + 2), [2, 1]));
    expect(standardErrors.data[0]).toBe(1);
  });

  it('is the map itself for one map, with unknown errors, also for a view', () => {
    const maps = ndarray(Float32Array.of(1, 2, 3, 4), [2, 2]);
    const { mean: average, standardErrors } = averageMaps(maps.lo(1));
    expect([...average.data]).toEqual([3, 4]);
    expect([...standardErrors.data]).toEqual([Number.NaN, Number.NaN]);
  });

  it('rejects an array without maps', () => {
    expect(() => averageMaps(ndarray(new Float32Array(0), [0, 2]))).toThrow(
      /^averageMaps: maps must have a batch axis and at least one number; got shape \[0, 2\]\.$/,
    );
  });
});
