import * as fc from 'fast-check';
import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import { readPercentileOracle } from '../../../../../test/oracles.js';
import { nearestPercentile, percentileIndex } from './percentile.js';

describe('percentile oracle', () => {
  it('agrees exactly in every index, threshold and number of passing values', () => {
    let x = new Float32Array();
    for (const row of readPercentileOracle()) {
      if (row.x) x = Float32Array.from(row.x);
      const threshold = nearestPercentile(x, row.q);
      expect({
        index: percentileIndex(row.d, row.q, 'float64'),
        float32: percentileIndex(row.d, row.q, 'float32'),
        threshold,
        passing: x.filter((value) => value > threshold).length,
      }).toEqual({
        index: row.desc_index,
        float32: row.desc_index_float32_tf,
        threshold: Math.fround(row.threshold),
        passing: row.passing,
      });
    }
  });
});

describe('nearestPercentile', () => {
  it('is the value at the index of the sorted values', () => {
    // There are few distinct values on purpose: half of the units have an importance of zero.
    const value = fc.oneof(fc.constantFrom(0, -0, 1, -1), fc.float({ noNaN: true, noDefaultInfinity: true }));
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 0, max: 100 }),
        (list, q) => {
          const values = Float32Array.from(list);
          const descending = values.slice().sort().reverse();
          const found = nearestPercentile(values, q);
          expect(found).toBeCloseTo(descending[percentileIndex(values.length, q, 'float64')]!, 20);
          expect([...values]).toEqual([...Float32Array.from(list)]);
        },
      ),
      { seed: 1 },
    );
  });

  it('is that value too if there are many values of all signs and sizes, in a view that starts anywhere', () => {
    const random = seedrandom.alea('many values');
    for (const [count, least] of [
      [2 ** 15, -1],
      [70_001, 0],
      [40_000, -60],
    ] as const) {
      const all = Float32Array.from({ length: count + 3 }, () => {
        const size = Math.exp(60 * (random() - 0.5));
        return random() < 0.3 ? 0 : Math.max(least, size * Math.sign(random() - 0.5));
      });
      const values = all.subarray(3);
      const descending = values.slice().sort().reverse();
      for (const q of [0, 0.001, 30, 50, 95, 99.9, 100]) {
        const expected = descending[percentileIndex(count, q, 'float64')]!;
        // Does not use toBe, because it distinguishes 0 from −0.
        expect(nearestPercentile(values, q) === expected).toBe(true);
      }
    }
  });

  it('rounds true halves to even', () => {
    expect([3, 7, 11].map((d) => percentileIndex(d, 75, 'float64'))).toEqual([0, 2, 2]);
  });
});
