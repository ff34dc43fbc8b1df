import type { NdArray } from 'ndarray';
import { describe, expect, it } from 'vitest';
import { totalSobolIndices } from './total-sobol-indices.js';

/** A function of one point as a function of many. */
const each = (of: (x: readonly number[]) => number) => (points: NdArray<Float64Array>) => {
  const [count = 0, dimensions = 0] = points.shape;
  return Array.from({ length: count }, (_, row) =>
    of(Array.from({ length: dimensions }, (_, i) => points.get(row, i))),
  );
};

/** Within five standard errors, which themselves are small. */
function expectTotals(
  found: { total: Float64Array; standardErrors: Float64Array },
  expected: readonly number[],
  mostError: number,
) {
  expect(found.total).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) {
    const error = found.standardErrors[i]!;
    expect(error).toBeLessThan(mostError);
    expect(Math.abs(found.total[i]! - value)).toBeLessThanOrEqual(5 * error + 1e-12);
  }
}

describe('totalSobolIndices', () => {
  it('agrees with the closed form of the Ishigami function', async () => {
    const [a, b] = [7, 0.1];
    const ishigami = each((u) => {
      const [x = 0, y = 0, z = 0] = u.map((value) => Math.PI * (2 * value - 1));
      return Math.sin(x) + a * Math.sin(y) ** 2 + b * z ** 4 * Math.sin(x);
    });
    const withZ = (8 * b ** 2 * Math.PI ** 8) / 225;
    const first = (1 + (b * Math.PI ** 4) / 5) ** 2 / 2;
    const variance = first + a ** 2 / 8 + withZ;
    const found = await totalSobolIndices(ishigami, { dimensions: 3, pairs: 8192, seed: 3 });
    expectTotals(
      found,
      [first + withZ, a ** 2 / 8, withZ].map((value) => value / variance),
      0.02,
    );
    expect(Math.abs(found.variance / variance - 1)).toBeLessThan(0.03);
  });

  it('agrees with the closed form of the g-function', async () => {
    const a = [0, 0.5, 3, 9, 99];
    const partial = a.map((value) => 1 / 3 / (1 + value) ** 2);
    const whole = partial.reduce((product, value) => product * (1 + value), 1);
    const expected = partial.map((value) => (value * (whole / (1 + value))) / (whole - 1));
    const g = each((x) =>
      x.reduce((product, value, i) => (product * (Math.abs(4 * value - 2) + a[i]!)) / (1 + a[i]!), 1),
    );
    expectTotals(await totalSobolIndices(g, { dimensions: 5, pairs: 8192 }), expected, 0.02);
  });

  it('of a linear function, is each share of the variance; an input that is not used has 0', async () => {
    const weights = [3, -1, 0, 2];
    const linear = each((x) => x.reduce((sum, value, i) => sum + weights[i]! * value, 100));
    const found = await totalSobolIndices(linear, { dimensions: 4, pairs: 2048 });
    expectTotals(
      found,
      weights.map((weight) => weight ** 2 / 14),
      0.03,
    );
    expect(found.total[2]).toBe(0);
    expect(found.variance).toBeCloseTo(14 / 12, 1);
  });

  it('of a constant function, is 0', async () => {
    const found = await totalSobolIndices(
      each(() => 0.1 + 0.2),
      { dimensions: 2, pairs: 8 },
    );
    expect(found).toEqual({
      total: new Float64Array(2),
      standardErrors: new Float64Array(2),
      variance: 0,
    });
  });

  it('is without bias at few pairs, and its standard errors are those over seeds', async () => {
    const product = each(([x = 0, y = 0]) => Math.exp(x) * (1 + y));
    const runs = await Promise.all(
      Array.from({ length: 300 }, (_, seed) =>
        totalSobolIndices(product, { dimensions: 2, pairs: 64, seed }),
      ),
    );
    const large = await totalSobolIndices(product, { dimensions: 2, pairs: 50_000, batchSize: 20_000 });
    for (const i of [0, 1]) {
      const totals = runs.map(({ total }) => total[i]!);
      const centre = totals.reduce((a, b) => a + b) / totals.length;
      const spread = Math.sqrt(totals.reduce((sum, t) => sum + (t - centre) ** 2, 0) / totals.length);
      const errors = runs.map(({ standardErrors }) => standardErrors[i]!);
      const claimed = errors.reduce((a, b) => a + b) / errors.length;
      // The ratio of two estimates has a bias of the order 1/N.
      expect(Math.abs(centre - large.total[i]!)).toBeLessThan((4 * spread) / Math.sqrt(300) + 1 / 64);
      // A Latin hypercube makes the true errors smaller than those of independent points.
      expect(claimed).toBeGreaterThan(0.9 * spread);
      expect(claimed).toBeLessThan(2 * spread);
    }
  });

  it('depends on the seed, not on the batch size', async () => {
    const f = each(([x = 0, y = 0, z = 0]) => x * y + z);
    const [a, b, c] = await Promise.all([
      totalSobolIndices(f, { dimensions: 3, pairs: 20, seed: 1 }),
      totalSobolIndices(f, { dimensions: 3, pairs: 20, seed: 1, batchSize: 7 }),
      totalSobolIndices(f, { dimensions: 3, pairs: 20, seed: 2 }),
    ]);
    expect(a).toEqual(b);
    expect(a.total).not.toEqual(c.total);
  });

  it('reports progress, and stops at an abort', async () => {
    const done: number[] = [];
    const controller = new AbortController();
    const run = totalSobolIndices(
      each(([x = 0]) => x),
      {
        dimensions: 1,
        pairs: 10,
        batchSize: 10,
        signal: controller.signal,
        onProgress: (progress) => {
          expect(progress.total).toBe(30);
          if (done.push(progress.done) === 2) controller.abort(new Error('enough'));
        },
      },
    );
    await expect(run).rejects.toThrow('enough');
    expect(done).toEqual([10, 20]);
  });

  it('rejects invalid arguments and values', async () => {
    const f = each(() => 1);
    await expect(totalSobolIndices(3 as never, { dimensions: 1 })).rejects.toThrow(
      'totalSobolIndices: evaluate must be a function; got a number.',
    );
    await expect(totalSobolIndices(f, { dimensions: 0 })).rejects.toThrow(
      'totalSobolIndices: dimensions must be a whole number of at least 1; got 0.',
    );
    await expect(totalSobolIndices(f, { dimensions: 1, pairs: 1 })).rejects.toThrow('pairs must be');
    await expect(totalSobolIndices(f, { dimensions: 1, pair: 3 } as never)).rejects.toThrow(
      'unknown option "pair"',
    );
    await expect(totalSobolIndices(() => [1], { dimensions: 1 })).rejects.toThrow(
      'totalSobolIndices: evaluate must return one value per point, 768; got 1.',
    );
    await expect(
      totalSobolIndices(
        each(() => Number.NaN),
        { dimensions: 1 },
      ),
    ).rejects.toThrow('totalSobolIndices: evaluate must return finite numbers; got NaN.');
  });
});
