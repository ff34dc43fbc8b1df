import { tensor, tidy } from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { nearestPercentile } from './percentile.js';
import { percentileOfRows } from './percentile-of-rows.js';

describe.each(BACKENDS)('percentileOfRows on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it('selects the same value as nearestPercentile, for each row', () => {
    // There are few distinct values on purpose: half of the units have an importance of zero.
    const value = fc.oneof(fc.constantFrom(0, -0, 1, -1), fc.float({ noNaN: true, noDefaultInfinity: true }));
    const rows = fc
      .integer({ min: 1, max: 60 })
      .chain((count) =>
        fc.array(fc.array(value, { minLength: count, maxLength: count }), { minLength: 1, maxLength: 3 }),
      );
    const percentile = fc.oneof(
      fc.constantFrom(0, 50, 75, 95, 98, 100),
      fc.double({ min: 0, max: 100, noNaN: true }),
    );
    fc.assert(
      fc.property(rows, percentile, fc.constantFrom('float64', 'float32'), (lists, q, precision) => {
        const found = tidy(() => {
          const thresholds = percentileOfRows(tensor(lists), q, precision);
          expect(thresholds.shape).toEqual([lists.length, 1]);
          return Array.from(thresholds.dataSync());
        });
        lists.forEach((list, i) => {
          // Does not use toBe, because it distinguishes 0 from −0.
          expect(found[i] === nearestPercentile(Float32Array.from(list), q, precision)).toBe(true);
        });
      }),
      { seed: 1 },
    );
  });
});
