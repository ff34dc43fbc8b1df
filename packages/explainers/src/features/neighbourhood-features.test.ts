import fc from 'fast-check';
import { expect, it } from 'vitest';
import { neighbourhoodFeatures, type PlanePositions } from './neighbourhood-features.js';
import type { NeighbourhoodFeaturesOptions } from './neighbourhood-features-options.js';

it('has one cell for each spot of a grid of that size, also if quotients are rounded', () => {
  const x = Array.from({ length: 100 }, (_, at) => at / 10);
  const { data } = neighbourhoodFeatures({ x, y: x.map(() => 0) }, { size: 0.1 });
  expect([...data]).toEqual(x.map((_, at) => at));
});

it('joins the spots of a square cell, row by row, without labels of empty cells', () => {
  // Cells of 10 from (5, −20): three columns and two rows.
  const x = [5, 14.9, 15, 30, 5, 26];
  const y = [-20, -11, -20, -20, -10, -1];
  const labels = neighbourhoodFeatures({ x, y }, { size: 10 });
  expect([labels.shape, [...labels.data]]).toEqual([[6], [0, 0, 1, 2, 3, 4]]);
  const typed = { x: Float64Array.from(x), y: Float64Array.from(y) };
  expect(neighbourhoodFeatures(typed, { size: 10 })).toEqual(labels);
  expect([...neighbourhoodFeatures({ x, y }, { size: 100 }).data]).toEqual([0, 0, 0, 0, 0, 0]);
});

it('has cells in which no two spots are further apart than the side, and labels without gaps', () => {
  const spot = fc.tuple(fc.integer({ min: -30, max: 30 }), fc.integer({ min: -30, max: 30 }));
  fc.assert(
    fc.property(
      fc.array(spot, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 25 }),
      (spots, size) => {
        const [x, y] = [spots.map(([a]) => a), spots.map(([, b]) => b)];
        const { data } = neighbourhoodFeatures({ x, y }, { size });
        const [left, top] = [Math.min(...x), Math.min(...y)];
        const cellOf = (at: number) =>
          `${Math.floor((x[at]! - left) / size)},${Math.floor((y[at]! - top) / size)}`;
        for (let i = 0; i < spots.length; i++) {
          for (let j = 0; j < i; j++) {
            expect(data[i] === data[j]).toBe(cellOf(i) === cellOf(j));
            if (data[i] !== data[j]) continue;
            expect(Math.max(Math.abs(x[i]! - x[j]!), Math.abs(y[i]! - y[j]!))).toBeLessThan(size);
          }
        }
        expect(Math.max(...data) + 1).toBe(new Set(data).size);
      },
    ),
    { seed: 1 },
  );
});

it.each<[unknown, unknown, string]>([
  [
    { x: [1], y: [1] },
    undefined,
    'neighbourhoodFeatures: expected an object of options (size); got undefined.',
  ],
  [{ x: [1], y: [1] }, {}, 'neighbourhoodFeatures: size must be '],
  [{ x: [1], y: [1] }, { size: 0 }, 'neighbourhoodFeatures: size must be '],
  [{ x: [1], y: [1] }, { size: 1, rows: 2 }, 'neighbourhoodFeatures: unknown option "rows"'],
  [
    undefined,
    { size: 1 },
    'neighbourhoodFeatures: positions must be an object with lists x and y; got undefined.',
  ],
  [
    [[1, 2]],
    { size: 1 },
    'neighbourhoodFeatures: positions must be an object with lists x and y; got an array',
  ],
  [
    { x: [1, 2], y: [1] },
    { size: 1 },
    'neighbourhoodFeatures: positions must have at least one x and as many y; got 2 x and 1 y.',
  ],
  [
    { x: [], y: [] },
    { size: 1 },
    'neighbourhoodFeatures: positions must have at least one x and as many y; got 0',
  ],
  [
    { x: [1, Number.NaN], y: [1, 2] },
    { size: 1 },
    'neighbourhoodFeatures: positions must be finite; position 1 is (NaN, 2); leave such spots out.',
  ],
])('rejects %j with %j', (positions, options, message) => {
  const call = () =>
    neighbourhoodFeatures(positions as PlanePositions, options as NeighbourhoodFeaturesOptions);
  expect(call).toThrow(message);
});
