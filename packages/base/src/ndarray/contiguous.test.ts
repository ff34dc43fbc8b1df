import fc from 'fast-check';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { contiguous } from './contiguous.js';

const data = Float32Array.from({ length: 6 }, (_, i) => i);

describe('contiguous', () => {
  it('gives a view of row-major float32, also of some rows', () => {
    expect(contiguous(ndarray(data, [2, 3])).buffer).toBe(data.buffer);
    expect(contiguous(ndarray(data, [2, 3]).lo(1, 0))).toEqual(data.subarray(3));
    expect(contiguous(ndarray(data, [1, 3], [99, 1])).buffer).toBe(data.buffer);
  });

  it('copies transposed, reversed, broadcast and float64 arrays', () => {
    expect([...contiguous(ndarray(data, [2, 3]).transpose(1, 0))]).toEqual([0, 3, 1, 4, 2, 5]);
    expect([...contiguous(ndarray(data, [2, 3]).step(-1, 1))]).toEqual([3, 4, 5, 0, 1, 2]);
    expect([...contiguous(ndarray(data, [2, 3], [0, 1]))]).toEqual([0, 1, 2, 0, 1, 2]);
    expect(contiguous(ndarray(Float64Array.of(0.1)))).toEqual(Float32Array.of(0.1));
    expect(contiguous(ndarray([1, 2]))).toEqual(Float32Array.of(1, 2));
  });

  it('gives nothing of an empty array', () => {
    expect(contiguous(ndarray(new Float64Array(0), [0, 3]))).toHaveLength(0);
  });

  it('of a transposed array is what get() gives', () => {
    const lengths = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), fc.nat(3));
    fc.assert(
      fc.property(lengths, ([a, b, c]) => {
        const array = ndarray(
          Float32Array.from({ length: a * b * c }, (_, i) => i),
          [a, b, c],
        ).transpose(2, 0, 1);
        const expected: number[] = [];
        for (let i = 0; i < c; i++)
          for (let j = 0; j < a; j++) for (let k = 0; k < b; k++) expected.push(array.get(i, j, k));
        expect([...contiguous(array)]).toEqual(expected);
      }),
    );
  });
});
