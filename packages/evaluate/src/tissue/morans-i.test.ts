import { expect, it } from 'vitest';
import { moransI } from './morans-i.js';

it('is −1 for a ring of alternating values, and cos(2π / n) for a wave round it', () => {
  const n = 12;
  const ring = Array.from({ length: n }, (_, i) => [(i + 1) % n, (i + n - 1) % n]);
  const alternating = Array.from({ length: n }, (_, i) => i % 2);
  expect(moransI(alternating, ring)).toBeCloseTo(-1, 12);
  const wave = Array.from({ length: n }, (_, i) => 3 + Math.cos((2 * Math.PI * i) / n));
  expect(moransI(wave, ring)).toBeCloseTo(Math.cos((2 * Math.PI) / n), 12);
});

/** The eight cells around each of 3 × 3 cells. */
const grid = Array.from({ length: 9 }, (_, i) =>
  Array.from({ length: 9 }, (_, j) => j).filter(
    (j) =>
      j !== i && Math.max(Math.abs((i % 3) - (j % 3)), Math.abs(Math.floor(i / 3) - Math.floor(j / 3))) === 1,
  ),
);

it('agrees with its definition as a double sum over a weight matrix', () => {
  const values = [3, 1, 4, 1, 5, 9, 2, 6, 5];
  const z = values.map((value) => value - 36 / 9);
  let [sum, total, squares] = [0, 0, 0];
  for (let i = 0; i < 9; i++) {
    squares += z[i]! ** 2;
    for (let j = 0; j < 9; j++) {
      const weight = grid[i]!.includes(j) ? 1 / grid[i]!.length : 0;
      total += weight;
      sum += weight * z[i]! * z[j]!;
    }
  }
  expect(moransI(values, grid)).toBeCloseTo(((9 / total) * sum) / squares, 12);
});

it('ignores spots without a value', () => {
  const pairs = [[1], [0], [3], [2]];
  expect(moransI([1, 2, Number.NaN, 7], pairs)).toBe(moransI([1, 2, Number.NaN, 7], [[1], [0], [], []]));
});

it('is NaN for equal values, and without neighbours', () => {
  // The mean of three times 0.1 is not 0.1.
  expect(moransI([0.1, 0.1, 0.1], [[1], [2], [0]])).toBeNaN();
  expect(moransI([Number.NaN, Number.NaN], [[1], [0]])).toBeNaN();
  expect(moransI([1, 2], [[], []])).toBeNaN();
});

it('rejects infinite values, other lengths and neighbours that are not other spots', () => {
  expect(() => moransI([1, Infinity], [[1], [0]])).toThrow(
    'moransI: the values must be finite or NaN; spot 1 has Infinity.',
  );
  expect(() => moransI([1, 2], [[1]])).toThrow('the neighbours of each of 2 spots; got those of 1');
  expect(() => moransI([1, 2], [[1], [2]])).toThrow(
    'neighbours must be other spots, from 0 to 1; spot 1 has 2.',
  );
  expect(() => moransI([1, 2], [[1], [1]])).toThrow('spot 1 has 1');
  expect(() => moransI(undefined as never, [])).toThrow(
    'must be a list of numbers, one per spot; got undefined',
  );
});
