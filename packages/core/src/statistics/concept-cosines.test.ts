import { describe, expect, it } from 'vitest';
import { conceptVector } from '../concepts/concept-vector.js';
import { conceptCosines } from './concept-cosines.js';

describe('conceptCosines', () => {
  it('is the matrix of cosines', () => {
    const list = [conceptVector('a', [1, 0]), conceptVector('b', [1, 1]), conceptVector('c', [-2, 0])];
    const half = Math.SQRT1_2;
    expect([...conceptCosines(list).data].map((value) => Number(value.toFixed(12)))).toEqual(
      [1, half, -1, half, 1, -half, -1, -half, 1].map((value) => Number(value.toFixed(12))),
    );
    expect(() => conceptCosines([list[0]!, conceptVector('d', [1])])).toThrow(
      /^conceptCosines: all concepts must have the same size; "a" has 2 components, "d" has 1\.$/,
    );
  });
});
