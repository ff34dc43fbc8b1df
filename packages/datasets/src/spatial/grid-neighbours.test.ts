import { expect, it } from 'vitest';
import { gridNeighbours } from './grid-neighbours.js';

const sorted = (neighbours: number[][]) => neighbours.map((near) => near.toSorted((a, b) => a - b));

it('finds the eight surrounding cells, at the edges too', () => {
  const cells = Int32Array.from([0, 1, 4, 5, 15, 3, -1, 7]);
  // In a grid of four columns, cells 3 and 4 are at opposite edges.
  expect(sorted(gridNeighbours(cells, 4))).toEqual([
    [1, 2, 3],
    [0, 2, 3],
    [0, 1, 3],
    [0, 1, 2],
    [],
    [7],
    [],
    [5],
  ]);
});

it('counts spots that share a cell as neighbours', () => {
  expect(sorted(gridNeighbours(Int32Array.of(5, 5, 6, 8), 4))).toEqual([
    [1, 2, 3],
    [0, 2, 3],
    [0, 1],
    [0, 1],
  ]);
});

it('rejects cells of another type and an invalid width', () => {
  expect(() => gridNeighbours([0, 1] as never, 4)).toThrow('gridNeighbours: cells must be an Int32Array');
  expect(() => gridNeighbours(Int32Array.of(0), 0)).toThrow(
    'width must be a whole number of at least 1; got 0.',
  );
});
