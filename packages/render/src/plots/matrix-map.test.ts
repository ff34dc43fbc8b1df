import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { matrixMap } from './matrix-map.js';

describe('matrixMap', () => {
  it('colours each cell by its value: dark blue at −1, white at 0, dark red from 1 on', () => {
    const values = ndarray(Float64Array.of(-1, 0, 1, 7), [2, 2]);
    const svg = matrixMap({ values, rows: ['a', 'b'], columns: ['c', 'd'] });
    const fills = [...svg.matchAll(/fill="rgb\(([^)]*)\)"/g)].map((m) => m[1]);
    expect(fills).toEqual(['5 48 97', '255 255 255', '103 0 31', '103 0 31']);
    for (const label of ['a', 'b', 'c', 'd']) expect(svg).toContain(`>${label}<`);
  });

  it.each([
    [
      { values: ndarray(new Float64Array(4), [2, 2]), rows: ['a'] },
      /^matrixMap: values must have shape \[1, 1\]; got \[2, 2\]\.$/,
    ],
    [
      { values: ndarray(Float64Array.of(Number.NaN), [1, 1]), rows: ['a'] },
      /^matrixMap: values must be finite; that at row 0, column 0 is NaN\.$/,
    ],
    [
      { values: ndarray(new Float64Array(1), [1, 1]), rows: ['a'], range: [1, 1] as const },
      /^matrixMap: range must be two finite numbers, low < high; got \[1,1\]\.$/,
    ],
  ])('rejects invalid options (%#)', (options, message) => {
    expect(() => matrixMap(options)).toThrow(message);
  });
});
