import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { rows } from './rows.js';

const data = Float32Array.from({ length: 6 }, (_, i) => i);
const listed = (found: Iterable<ArrayLike<number>>) => Array.from(found, (row) => Array.from(row));

describe('rows', () => {
  it('are views for a row-major float32 ndarray', () => {
    const found = [...rows(ndarray(data, [3, 2]))];
    expect(listed(found)).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
    for (const row of found) expect(row.buffer).toBe(data.buffer);
  });

  it('are in order for a transposed ndarray', () => {
    expect(listed(rows(ndarray(data, [3, 2]).transpose(1, 0)))).toEqual([
      [0, 2, 4],
      [1, 3, 5],
    ]);
  });

  it('are items of the first axis for any other axes', () => {
    expect(listed(rows(ndarray(data, [2, 3, 1])))).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
    expect(listed(rows(ndarray(data.subarray(0, 2), [2])))).toEqual([[0], [1]]);
    expect(listed(rows(ndarray(data.subarray(0, 0), [0, 3])))).toEqual([]);
    expect(listed(rows(ndarray(data.subarray(0, 0), [2, 0])))).toEqual([[], []]);
  });

  it('are views of the same type for a flat array', () => {
    const values = Float64Array.from(data);
    const [first, second] = rows(values, 3);
    expect(first).toEqual(Float64Array.of(0, 1, 2));
    expect(second?.buffer).toBe(values.buffer);
  });

  it.each([4, 0, Number.NaN])('rejects rows of %d', (rowSize) => {
    expect(() => rows(data, rowSize)).toThrow(
      `rows: expected a whole number of rows of ${rowSize}; got 6 numbers.`,
    );
  });
});
