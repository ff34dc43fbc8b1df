import { describe, expect, it } from 'vitest';
import { largest, smallest } from './extremes.js';

describe('largest and smallest', () => {
  it.each([[[]], [[3]], [[2, -5, 7, 7]], [[1, Number.NaN, 2]], [[-0, 0]], [[1, Number.POSITIVE_INFINITY]]])(
    'equal Math.max and Math.min of %j',
    (values: number[]) => {
      expect(largest(values)).toBe(Math.max(...values));
      expect(smallest(values)).toBe(Math.min(...values));
    },
  );

  it('take a million numbers', () => {
    const values = Float32Array.from({ length: 1_000_000 }, (_, i) => i);
    expect([smallest(values), largest(values)]).toEqual([0, 999_999]);
  });
});
