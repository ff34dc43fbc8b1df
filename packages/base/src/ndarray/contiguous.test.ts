import fc from 'fast-check';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { contiguous } from './contiguous.js';

const data = Float32Array.from({ length: 6 }, (_, i) => i);

describe('contiguous', () => {
  it('is a view of row-major float32, also for some of the rows', () => {
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

  it('is empty for an empty array', () => {
    expect(contiguous(ndarray(new Float64Array(0), [0, 3]))).toHaveLength(0);
  });

  it('gives the numbers of any view in row-major order', () => {
    const view = fc.record({
      shape: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 3, maxLength: 3 }),
      order: fc.constantFrom<[number, number, number][]>([0, 1, 2], [2, 0, 1], [1, 2, 0]),
      lo: fc.integer({ min: 0, max: 1 }),
      step: fc.constantFrom(1, -1, 2),
    });
    fc.assert(
      fc.property(view, ({ shape, order, lo, step }) => {
        const size = shape.reduce((a, b) => a * b);
        const data = Float64Array.from({ length: size }, (_, i) => i);
        const array = ndarray(data, shape)
          .transpose(...order)
          .lo(...(shape.every((n) => n > 1) ? [lo] : []))
          .step(step);
        const expected: number[] = [];
        const [a = 0, b = 0, c = 0] = array.shape;
        for (let i = 0; i < a; i++)
          for (let j = 0; j < b; j++) for (let k = 0; k < c; k++) expected.push(array.get(i, j, k));
        expect([...contiguous(array)]).toEqual(expected);
      }),
      { seed: 3 },
    );
  });
});
