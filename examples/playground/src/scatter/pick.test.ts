import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Corner, inside, nearest, towards } from './pick.js';

const points = (max: number) =>
  fc
    .array(fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 })), {
      minLength: 1,
      maxLength: max,
    })
    .map((pairs) => Float32Array.from(pairs.flat()));
const view = { scale: 2, left: 10, top: -20 };

test('nearest finds no point farther away than the reach', () => {
  const positions = Float32Array.of(0, 0, 10, 10); // at (10, −20) and (30, 0)
  expect(nearest(positions, view, [30, 13], 14)).toBe(1);
  expect(nearest(positions, view, [30, 15], 14)).toBeUndefined();
  expect(nearest(Float32Array.of(NaN, NaN), view, [0, 0], 1e9)).toBeUndefined();
});

test('nearest is the one that the list sorted by distance begins with', () => {
  fc.assert(
    fc.property(
      points(30),
      fc.integer({ min: 0, max: 200 }),
      fc.integer({ min: 0, max: 200 }),
      (positions, x, y) => {
        const distances = Array.from({ length: positions.length / 2 }, (_, row) =>
          Math.hypot(2 * positions[2 * row]! + 10 - x, 2 * positions[2 * row + 1]! - 20 - y),
        );
        const row = nearest(positions, view, [x, y], 1e6)!;
        expect(distances[row]).toBeCloseTo(Math.min(...distances), 9);
      },
    ),
  );
});

test('arrows move to the point that lies ahead, and stay at the edge', () => {
  const positions = Float32Array.of(0, 0, 5, 0, 9, 1, 4, 30, 0, -5);
  expect(towards(positions, 0, 'right')).toBe(1);
  expect(towards(positions, 1, 'right')).toBe(2);
  expect(towards(positions, 2, 'right')).toBe(2);
  expect(towards(positions, 1, 'left')).toBe(0);
  expect(towards(positions, 0, 'up')).toBe(4);
  expect(towards(positions, 0, 'down')).toBe(3);
});

test('the right arrow leads to a point farther right, or nowhere', () => {
  fc.assert(
    fc.property(points(40), (positions) => {
      for (let row = 0; row < positions.length / 2; row++) {
        const next = towards(positions, row, 'right');
        if (next !== row) expect(positions[2 * next]!).toBeGreaterThan(positions[2 * row]!);
      }
    }),
  );
});

test('a rectangular lasso holds the points whose coordinates lie within it', () => {
  fc.assert(
    fc.property(points(60), (positions) => {
      // Between the points' pixels, so that none lies on the edge.
      const corners: Corner[] = [
        [51, 1],
        [151, 1],
        [151, 101],
        [51, 101],
      ];
      const expected = Array.from({ length: positions.length / 2 }, (_, row) => row).filter((row) => {
        const [x, y] = [2 * positions[2 * row]! + 10, 2 * positions[2 * row + 1]! - 20];
        return x > 51 && x < 151 && y > 1 && y < 101;
      });
      expect([...inside(positions, view, corners)]).toEqual(expected);
    }),
  );
});

test('a lasso in the shape of a C leaves out what lies in its gap', () => {
  const c: Corner[] = [
    [0, 0],
    [90, 0],
    [90, 30],
    [30, 30],
    [30, 60],
    [90, 60],
    [90, 90],
    [0, 90],
  ];
  const identity = { scale: 1, left: 0, top: 0 };
  expect([...inside(Float32Array.of(60, 45, 15, 45, 60, 15, NaN, 5), identity, c)]).toEqual([1, 2]);
});
