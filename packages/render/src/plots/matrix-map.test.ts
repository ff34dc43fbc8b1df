import fc from 'fast-check';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { expectNoOverlap } from '../../test/no-overlap.js';
import { rasterize } from '../svg/rasterize.js';
import { matrixMap } from './matrix-map.js';

describe('matrixMap', () => {
  it('colours each cell by its value: dark blue at −1, white at 0, dark red from 1 on', () => {
    const values = ndarray(Float64Array.of(-1, 0, 1, 7), [2, 2]);
    const svg = matrixMap({ values, rows: ['a', 'b'], columns: ['c', 'd'] });
    const fills = [...svg.matchAll(/fill="rgb\(([^)]*)\)"/g)].map((m) => m[1]);
    expect(fills).toEqual(['5 48 97', '255 255 255', '103 0 31', '103 0 31']);
    for (const label of ['a', 'b', 'c', 'd']) expect(svg).toContain(`>${label}<`);
  });

  it('hatches cells without a value in grey, and explains them', async () => {
    const values = ndarray(Float64Array.of(1, Number.NaN, Number.NaN, 1), [2, 2]);
    const rows = ['Bald', 'Smiling'];
    const svg = matrixMap({ title: 'Cosines', values, rows, label: 'cosine', unknownLabel: 'AUC near .5' });
    expect([...svg.matchAll(/fill="rgb/g)]).toHaveLength(2);
    // Two cells, and the sample of the legend.
    expect([...svg.matchAll(/fill="#e4e4e4"/g)]).toHaveLength(3);
    expect(svg).toContain('>AUC near .5<');
    expectNoOverlap(svg);
    expect((await rasterize(svg)).length).toBeGreaterThan(1000);
    expect(matrixMap({ values, rows })).toContain('>not known<');
    expect(matrixMap({ values: ndarray(new Float64Array(4), [2, 2]), rows })).not.toContain('not known');
  });

  it('has no text over another, with any labels', () => {
    const label = fc.string({ maxLength: 40 });
    fc.assert(
      fc.property(
        fc.array(label, { minLength: 1, maxLength: 6 }),
        label,
        label,
        fc.integer({ min: 14, max: 40 }),
        (rows, title, unknownLabel, cellSize) => {
          const values = ndarray(new Float64Array(rows.length ** 2).fill(Number.NaN), [
            rows.length,
            rows.length,
          ]);
          expectNoOverlap(matrixMap({ title, values, rows, label: title, unknownLabel, cellSize }));
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each([
    [
      { values: ndarray(new Float64Array(4), [2, 2]), rows: ['a'] },
      /^matrixMap: values must have shape \[1, 1\]; got \[2, 2\]\.$/,
    ],
    [
      { values: ndarray(Float64Array.of(Number.POSITIVE_INFINITY), [1, 1]), rows: ['a'] },
      /^matrixMap: values must be finite, or NaN if they are not known; got Infinity at row 0, column 0\.$/,
    ],
    [
      { values: ndarray(new Float64Array(1), [1, 1]), rows: ['a'], range: [1, 1] as const },
      /^matrixMap: range must be two finite numbers, low < high; got \[1,1\]\.$/,
    ],
  ])('rejects invalid options (%#)', (options, message) => {
    expect(() => matrixMap(options)).toThrow(message);
  });
});
