import { execFileSync } from 'node:child_process';
import ndarray from 'ndarray';
import { expect, test } from 'vitest';
import { pythonWith } from '../../../../test/python-with.js';
import { pca } from './projection-pca.js';
import { umapPositions } from './projection-umap-positions.js';

/** Three groups of rows around different means, with values that a formula gives. */
const groups = (count: number, size: number) =>
  Float32Array.from({ length: count * size }, (_, at) => {
    const [row, column] = [Math.floor(at / size), at % size];
    return Math.sin(12.9898 * row + 78.233 * column) + (column === row % 3 ? 10 : 0);
  });

const rowsOf = (values: Float32Array, size: number) => ndarray(values, [values.length / size, size]);

test('pca gives the first two components of numpy’s singular value decomposition, up to their signs', () => {
  const values = groups(60, 5);
  const python = pythonWith('numpy');
  if (python === undefined) return console.log('skipped: no Python with numpy');
  const script = `
import json, sys, numpy
rows = numpy.array(json.load(sys.stdin)).reshape(60, 5)
u, s, v = numpy.linalg.svd(rows - rows.mean(0), full_matrices=False)
print(json.dumps((u[:, :2] * s[:2]).ravel().tolist()))`;
  const expected: number[] = JSON.parse(
    execFileSync(python, ['-c', script], { input: JSON.stringify([...values]), encoding: 'utf8' }),
  );
  const positions = pca(rowsOf(values, 5));
  for (const component of [0, 1]) {
    const sign = Math.sign(positions[component]! * expected[component]!);
    for (let row = 0; row < 60; row++) {
      // Coordinates up to 10 in float32.
      expect(sign * positions[2 * row + component]!).toBeCloseTo(expected[2 * row + component]!, 4);
    }
  }
});

test('pca of one latent dimension lies on a line, and of equal rows in a point', () => {
  const line = pca(rowsOf(Float32Array.of(1, 2, 6), 1));
  expect(Array.from(line)).toEqual([-2, 0, -1, 0, 3, 0]);
  expect(Array.from(pca(rowsOf(Float32Array.of(4, 4, 4, 4), 2))).every((value) => value === 0)).toBe(true);
});

test('umap keeps the neighbours of separate groups together, and is the same each time', () => {
  const values = groups(90, 6);
  const first = umapPositions(values, 6, () => {});
  expect(umapPositions(values, 6, () => {})).toEqual(first);
  expect(first.every(Number.isFinite)).toBe(true);
  for (let row = 0; row < 90; row++) {
    const distances = Array.from({ length: 90 }, (_, other) => ({
      other,
      distance: Math.hypot(first[2 * row]! - first[2 * other]!, first[2 * row + 1]! - first[2 * other + 1]!),
    }));
    const neighbours = distances.sort((a, b) => a.distance - b.distance).slice(1, 6);
    expect(neighbours.every(({ other }) => other % 3 === row % 3)).toBe(true);
  }
});

test('umap tells its progress to the end', () => {
  const told: (readonly [number, number])[] = [];
  umapPositions(groups(30, 3), 3, (done, total) => told.push([done, total]));
  expect(told.at(-1)).toEqual([500, 500]);
});
