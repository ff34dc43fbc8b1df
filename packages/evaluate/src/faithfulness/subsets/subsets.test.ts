import { rows } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { describe, expect, it } from 'vitest';
import { gradients, inputs, linear, weights } from '../../../test/linear-score.js';
import { normals } from '../../../test/small-vae.js';
import { muFidelity } from './mu-fidelity.js';
import { sensitivityN } from './sensitivity-n.js';

/** Input × gradient of the linear score. */
const contributions = ndarray(
  Float32Array.from(inputs.data, (value, at) => value * weights[at % 6]!),
  [2, 6],
);
const negative = (maps: NdArray) =>
  ndarray(
    Float32Array.from(maps.data as Float32Array, (value) => -value),
    maps.shape,
  );

describe('µ-fidelity and Sensitivity-n', () => {
  it('of a linear score are 1 for input × gradient at every size, whatever its scale, and −1 with the wrong sign', async () => {
    const found = await sensitivityN(linear(weights), inputs, contributions, { samples: 40 });
    for (const correlation of found.correlations.data) expect(correlation).toBeCloseTo(1, 10);
    expect([...found.mean].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([1, 1]);
    // Of 6 features: 0.02 and 0.05 round to 0, so at least 1; 0.8 to 5.
    expect([...found.sizes.data].slice(0, 6)).toEqual([1, 1, 1, 1, 2, 5]);
    for (const correlation of ['pearson', 'spearman'] as const) {
      const turned = await muFidelity(linear(weights), inputs, negative(contributions), { correlation });
      for (const value of turned) expect(value).toBeCloseTo(-1, 10);
    }
  });

  it('of single features are the correlation of the map with the contributions over the features', async () => {
    // With subsets of one feature and many draws, each feature is drawn equally often.
    const samples = 6000;
    const [found] = await muFidelity(linear(weights), inputs, gradients, { share: 0.1, samples });
    const [x] = [...rows(contributions)];
    expect(Math.abs(found! - slowCorrelation([...x!], weights))).toBeLessThan(3 / Math.sqrt(samples));
  });

  it('are those of the definition, from the inputs that the score was called with', async () => {
    const score = (batch: NdArray) =>
      Array.from(rows(batch), (row) => row[0]! * row[1]! - Math.tanh(row[2]!) + row[5]! ** 2 * row[3]!);
    const seen: Float32Array[][] = [];
    const watched = (batch: NdArray) => {
      seen.push([...rows(batch)].map((row) => row.slice()));
      return score(batch);
    };
    const maps = normals([2, 6], 5);
    const options = { samples: 30, replacement: -0.25 };
    const found = await muFidelity(watched, inputs, maps, { ...options, share: 0.5 });
    const [original, ...perturbed] = seen;
    expect(perturbed).toHaveLength(30);
    for (const [i, map] of [...rows(maps)].entries()) {
      const x = original![i]!;
      const pairs = perturbed.map((batch) => {
        const replaced = [...x.keys()].filter((at) => batch[i]![at] !== x[at]);
        expect(replaced).toHaveLength(3);
        for (const at of replaced) expect(batch[i]![at]).toBe(-0.25);
        const attributed = replaced.reduce((sum, at) => sum + map[at]!, 0);
        const both = ndarray(Float32Array.from([...x, ...batch[i]!]), [2, 6]);
        const [before, after] = score(both);
        return [attributed, before! - after!] as const;
      });
      const expected = slowCorrelation(
        pairs.map(([a]) => a),
        pairs.map(([, b]) => b),
      );
      expect(found[i]).toBeCloseTo(expected, 10);
      const alone = await sensitivityN(score, inputs, maps, { ...options, shares: [0.5] });
      expect(alone.correlations.get(i, 0)).toBeCloseTo(expected, 10);
    }
  });

  it('replace all channels of a patch, or the given features', async () => {
    const picture = normals([1, 4, 4, 2], 3);
    const counts: number[] = [];
    const score = (batch: NdArray) =>
      Array.from(rows(batch), (row) => {
        counts.push(row.filter((value) => value === 0).length);
        return row[0]!;
      });
    const features = ndarray(
      Int32Array.from({ length: 16 }, (_, at) => (at < 8 ? 0 : 1)),
      [4, 4],
    );
    await muFidelity(score, picture, picture, { features, samples: 3 });
    expect(counts).toEqual([0, 16, 16, 16]);
  });

  it('have mean 0 for unrelated maps, with the stated standard deviation', async () => {
    const n = 60;
    const many = normals([40, n], 1);
    const score = linear(Array.from(normals([n], 2).data));
    const values = await muFidelity(score, many, normals([40, n], 3), { samples: 100 });
    const mean = values.reduce((a, b) => a + b) / 40;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 39);
    const stated = Math.sqrt(1 / n + 1 / 100);
    // Standard errors: stated / √40 of the mean, stated / √80 of the deviation.
    expect(Math.abs(mean)).toBeLessThan((3 * stated) / Math.sqrt(40));
    expect(Math.abs(deviation - stated)).toBeLessThan((3 * stated) / Math.sqrt(80));
  });

  it('are NaN where nothing changes, and reject what cannot be measured', async () => {
    const found = await sensitivityN(() => [1, 1], inputs, contributions, { samples: 3, shares: [0.5] });
    expect([...found.correlations.data, ...found.mean].every(Number.isNaN)).toBe(true);
    const run = (options: object) => sensitivityN(linear(weights), inputs, contributions, options);
    await expect(run({ shares: [] })).rejects.toThrow(/^sensitivityN: expected at least one share; got none/);
    await expect(run({ shares: [1] })).rejects.toThrow(/^sensitivityN: shares must be below 1; got 1/);
    await expect(run({ samples: 2 })).rejects.toThrow(/^sensitivityN: samples must be a whole number/);
    const whole = { features: ndarray(new Int32Array(6), [6]) };
    await expect(muFidelity(linear(weights), inputs, contributions, whole)).rejects.toThrow(
      /^muFidelity: expected at least two features per input; input 0 has 1/,
    );
    const holed = ndarray(new Float32Array(12).fill(Number.NaN, 7, 8), [2, 6]);
    await expect(muFidelity(linear(weights), inputs, holed)).rejects.toThrow(/^muFidelity: map 1 holds NaN/);
    const abort = new AbortController();
    const stopped = run({ signal: abort.signal, onProgress: () => abort.abort(new Error('enough')) });
    await expect(stopped).rejects.toThrow('enough');
  });
});

/** Pearson's r, from means of products. */
function slowCorrelation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((x, y) => x + y, 0) / values.length;
  const product = (x: readonly number[], y: readonly number[]) => mean(x.map((value, at) => value * y[at]!));
  const covariance = (x: readonly number[], y: readonly number[]) => product(x, y) - mean(x) * mean(y);
  return covariance(a, b) / Math.sqrt(covariance(a, a) * covariance(b, b));
}
