import { execFileSync } from 'node:child_process';
import { keyedNormal } from '@csm/base';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { pythonWith } from '../../../../test/python-with.js';
import { regressionDirection } from './regression-direction.js';

const python = pythonWith('numpy');
const withoutPython = python ? '' : '(skipped: no python3 with numpy)';

/** Correlated latents, far from 0, and a number that follows two of them. */
function drawn(n: number, size: number, seed: number) {
  const normal = keyedNormal('regression', seed);
  const rows = Array.from({ length: n }, () => {
    const shared = normal();
    return Array.from({ length: size }, (_, k) => Math.fround(5 + shared + (1 + k / size) * normal()));
  });
  const values = rows.map((row) => 3 * row[0]! - 2 * row[1]! + normal());
  return { rows, values, latents: ndarray(Float32Array.from(rows.flat()), [n, size]) };
}

/** numpy in float64: augmented least squares, min ‖y − Xw‖² + λ‖w‖². */
const ORACLE = `
import json, sys, numpy as np
d = json.load(sys.stdin)
X = np.array(d['X'], np.float64); y = np.array(d['y'], np.float64)
X = X - X.mean(0); y = y - y.mean(); L = X.shape[1]
lam = d['ridge'] * (X ** 2).sum() / L
A = np.vstack([X, np.sqrt(lam) * np.eye(L)]); b = np.concatenate([y, np.zeros(L)])
w = np.linalg.lstsq(A, b, rcond=None)[0]
print(json.dumps(dict(v=list(w / (w @ w)), r2=1 - ((y - X @ w) ** 2).sum() / (y ** 2).sum())))
`;

describe('regressionDirection', () => {
  it.skipIf(!python).each([
    [200, 8, 0],
    [200, 8, 0.01],
    [200, 8, 1],
    [30, 50, 0.01],
    [51, 50, 0.5],
  ])(
    `has the numbers of numpy: %d examples of %d numbers, ridge %d ${withoutPython}`,
    async (n, size, ridge) => {
      const { rows, values, latents } = drawn(n, size, n + size);
      const out = execFileSync(python!, ['-c', ORACLE], {
        input: JSON.stringify({ X: rows, y: values, ridge }),
        encoding: 'utf8',
      });
      const expected: { v: number[]; r2: number } = JSON.parse(out);
      const found = await regressionDirection('number', latents, values, { ridge });
      // The centred latents are float32: 6e-8 of their size, times a condition number of at most about 100.
      const largest = Math.max(...expected.v.map(Math.abs));
      for (const [k, value] of expected.v.entries()) {
        expect(Math.abs(found.vector[k]! - value)).toBeLessThan(1e-5 * largest);
      }
      expect(Math.abs(found.r2 - expected.r2)).toBeLessThan(1e-6);
    },
  );

  it('a step along the vector raises the expected number by 1', async () => {
    const { rows, latents } = drawn(100, 4, 1);
    const values = rows.map((row) => 3 * row[0]! - 2 * row[1]! + 7);
    const { vector, r2 } = await regressionDirection('number', latents, values, { ridge: 0 });
    expect(3 * vector[0]! - 2 * vector[1]!).toBeCloseTo(1, 5);
    expect(Math.abs(vector[2]!) + Math.abs(vector[3]!)).toBeLessThan(1e-5);
    expect(r2).toBeCloseTo(1, 9);
  });

  it('leaves out examples without a number, and changes with the unit of the number', async () => {
    const { values, latents } = drawn(60, 3, 2);
    const holes = values.map((value, i) => (i >= 40 ? Number.NaN : value));
    const some = await regressionDirection('number', latents, holes);
    const first = await regressionDirection('number', latents.hi(40), values.slice(0, 40));
    expect(some).toEqual(first);
    const scaled = await regressionDirection(
      'number',
      latents,
      values.map((value) => 10 * value),
    );
    const plain = await regressionDirection('number', latents, values);
    for (const [k, value] of plain.vector.entries()) expect(scaled.vector[k]! * 10).toBeCloseTo(value, 5);
  });

  it('does not follow a collapsed dimension', async () => {
    const { rows, values } = drawn(200, 4, 3);
    const collapsed = rows.map((row) => [...row.slice(0, 3), 1e-4 * row[3]!]);
    const latents = ndarray(Float32Array.from(collapsed.flat()), [200, 4]);
    const { vector } = await regressionDirection('number', latents, values);
    expect(Math.abs(vector[3]!)).toBeLessThan(1e-3 * Math.abs(vector[0]!));
  });

  const { latents, values } = drawn(20, 30, 4);
  it.each<[string, () => Promise<unknown>, string]>([
    [
      'least squares with fewer examples than numbers',
      () => regressionDirection('x', latents, values, { ridge: 0 }),
      'regressionDirection: concept "x": the direction is not determined by 20 examples of 30 numbers',
    ],
    [
      'values of other examples',
      () => regressionDirection('x', latents, [1]),
      'got 1 values and 20 latents.',
    ],
    [
      'equal values',
      () =>
        regressionDirection(
          'x',
          latents,
          values.map(() => 2),
        ),
      'expected at least three values that are not all equal; got 20 of 20, all 2.',
    ],
    [
      'infinite values',
      () => regressionDirection('x', latents, [Number.POSITIVE_INFINITY, ...values.slice(1)]),
      'values must be finite numbers, or NaN where missing; got Infinity.',
    ],
    [
      'latents with NaN',
      () => regressionDirection('x', ndarray(new Float32Array(40).fill(Number.NaN), [20, 2]), values),
      'latents must be finite; dimension 0 of 2',
    ],
    [
      'a negative ridge',
      () => regressionDirection('x', latents, values, { ridge: -1 }),
      'ridge must be a finite',
    ],
    [
      'an unknown option',
      () => regressionDirection('x', latents, values, { l2: 1 } as never),
      'unknown option "l2"',
    ],
  ])('rejects %s', async (_, run, message) => {
    await expect(run()).rejects.toThrow(message);
  });

  it('stops when it is aborted', async () => {
    const signal = AbortSignal.abort(new Error('stopped'));
    await expect(regressionDirection('x', latents, values, { signal })).rejects.toThrow('stopped');
  });
});
