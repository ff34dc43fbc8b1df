import { describe, expect, it } from 'vitest';
import { rows } from '../ndarray/rows.js';
import { meanOfRows } from './mean-of-rows.js';

describe('meanOfRows', () => {
  it('is the mean of each column', () => {
    expect(meanOfRows(rows(Float32Array.of(1, 2, 3, 6), 2), 2)).toEqual(Float64Array.of(2, 4));
    expect(meanOfRows([], 0)).toHaveLength(0);
  });

  it('rounds as the loop that concept vectors have always been computed with', () => {
    const [count, size] = [37, 5];
    const values = Float32Array.from({ length: count * size }, (_, i) => Math.sin(i * i) * 10 ** (i % 7));
    const expected = new Float64Array(size);
    values.forEach((value, i) => {
      expected[i % size] = (expected[i % size] ?? 0) + value / count;
    });
    expect(meanOfRows(rows(values, size), count)).toEqual(expected);
  });
});
