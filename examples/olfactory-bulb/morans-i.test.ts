import { expect, it } from 'vitest';
import { gridNeighbours, moransI } from './morans-i.js';

it('finds the eight surrounding cells, at the edges too', () => {
  const cells = Int32Array.from([0, 1, 4, 5, 15, 3, -1, 7]);
  // In a grid of four columns, cells 3 and 4 are at opposite edges.
  expect(gridNeighbours(cells, 4).map((near) => [...near].sort())).toEqual([
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

it('is −1 for a ring of alternating values, and cos(2π / n) for a wave round it', () => {
  const n = 12;
  const ring = Array.from({ length: n }, (_, i) => [(i + 1) % n, (i + n - 1) % n]);
  expect(
    moransI(
      Array.from({ length: n }, (_, i) => i % 2),
      ring,
    ),
  ).toBeCloseTo(-1, 12);
  const wave = Array.from({ length: n }, (_, i) => 3 + Math.cos((2 * Math.PI * i) / n));
  expect(moransI(wave, ring)).toBeCloseTo(Math.cos((2 * Math.PI) / n), 12);
});

it('agrees with its definition as a double sum over a weight matrix', () => {
  const values = [3, 1, 4, 1, 5, 9, 2, 6, 5];
  const cells = Int32Array.from({ length: 9 }, (_, i) => i);
  const near = gridNeighbours(cells, 3);
  const mean = 36 / 9;
  let [sum, total, squares] = [0, 0, 0];
  for (let i = 0; i < 9; i++) {
    squares += (values[i]! - mean) ** 2;
    for (let j = 0; j < 9; j++) {
      const touch =
        Math.max(Math.abs((i % 3) - (j % 3)), Math.abs(Math.floor(i / 3) - Math.floor(j / 3))) === 1;
      const weight = touch ? 1 / near[i]!.length : 0;
      total += weight;
      sum += weight * (values[i]! - mean) * (values[j]! - mean);
    }
  }
  expect(moransI(values, near)).toBeCloseTo(((9 / total) * sum) / squares, 12);
});

it('ignores spots without a value', () => {
  const pairs = [[1], [0], [3], [2]];
  expect(moransI([1, 2, Number.NaN, 7], pairs)).toBe(moransI([1, 2, Number.NaN, 7], [[1], [0], [], []]));
});
