import { conceptVector, explain } from '@csm/core';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { hostEncoder } from '../../../test/host-encoder.js';
import { sobolAttribution } from './sobol-attribution.js';

beforeAll(() => useBackend('cpu'));

const concept = conceptVector('c', [1]);
const quiet = { onWarning: () => {} };

describe('sobolAttribution', () => {
  it('of a linear score, is each share of the variance that its features cause', async () => {
    const weights = [2, -1, 0, 1, 3];
    const linear = hostEncoder([5], 1, (x) => [weights.reduce((sum, w, i) => sum + w * x[i]!, 7)]);
    const [x, r] = [
      [1, 2, 3, -1, 0.5],
      [0, 1, 0, 0.5, 0],
    ];
    const found = await explain(
      linear,
      concept,
      ndarray(Float32Array.from(x), [1, 5]),
      sobolAttribution({
        replacement: ndarray(Float32Array.from(r), [5]),
        pairs: 1000,
        perturbationsPerEval: 500,
      }),
    );
    const effects = weights.map((w, i) => (w * (x[i]! - r[i]!)) ** 2);
    const total = effects.reduce((a, b) => a + b);
    for (const [i, effect] of effects.entries()) {
      const error = found.standardErrors!.get(0, i);
      expect(error).toBeLessThan(0.04);
      expect(Math.abs(found.maps.get(0, i) - effect / total)).toBeLessThanOrEqual(5 * error);
    }
    expect(found.maps.get(0, 2)).toBe(0);
  });

  it('counts interactions: 4/7 for each factor of a product', async () => {
    const product = hostEncoder([4], 1, (x) => [x[0]! * x[2]!]);
    // The first feature has two members, of which only one is read.
    const found = await explain(
      product,
      concept,
      ndarray(Float32Array.of(5, 1, 3, 2), [1, 4]),
      sobolAttribution({
        features: ndarray(Int32Array.of(8, 8, 2, 5)),
        pairs: 2000,
        perturbationsPerEval: 500,
      }),
    );
    const map = Array.from(found.maps.data);
    expect(map[0]).toBe(map[1]);
    for (const i of [0, 2]) {
      expect(Math.abs(map[i]! - 4 / 7)).toBeLessThan(5 * found.standardErrors!.get(0, i));
      expect(found.standardErrors!.get(0, i)).toBeLessThan(0.03);
    }
    expect(map[3]).toBe(0);
  });

  it('is zero where masks do not change the score, also if rounding does', async () => {
    const rounded = hostEncoder([2], 1, (x) => [1000 * (1 + 1e-7 * x[0]!)]);
    const warnings: string[] = [];
    const { maps } = await explain(
      rounded,
      concept,
      ndarray(Float32Array.of(1, 1), [1, 2]),
      sobolAttribution(),
      { onWarning: (message) => warnings.push(message) },
    );
    expect([...maps.data]).toEqual([0, 0]);
    expect(warnings).toEqual([expect.stringContaining('zero everywhere')]);
  });

  it('masks 8 × 8 patches of pictures by default, N (d + 2) times', async () => {
    const side = 16;
    const place = (y: number, x: number) => y * side + x;
    const picture = hostEncoder([side, side, 1], 1, (x) => [x[place(3, 5)]! + x[place(3, 4)]!]);
    const inputs = ndarray(new Float32Array(side * side).fill(1), [1, side, side, 1]);
    const { maps } = await explain(picture, concept, inputs, sobolAttribution({ pairs: 4 }), quiet);
    for (let at = 0; at < side * side; at++) {
      const isInPatch = [2, 3].includes(Math.floor(at / side)) && [4, 5].includes(at % side);
      if (isInPatch) expect(maps.data[at]).toBeGreaterThan(0);
      else expect(maps.data[at]).toBe(0);
    }
    const passesOf = async (pairs: number) => {
      const before = picture.calls.reduce((sum, count) => sum + count, 0);
      await explain(picture, concept, inputs, sobolAttribution({ pairs }), quiet);
      return picture.calls.reduce((sum, count) => sum + count, 0) - before;
    };
    // Other passes, such as that of the score, cancel.
    expect((await passesOf(5)) - (await passesOf(4))).toBe(8 * 8 + 2);
  });

  it('gives each input the map that it has alone, for any batch, and other draws for other seeds', async () => {
    const score = hostEncoder([6], 1, (x) => [Math.tanh(x[0]! * x[1]!) + x[2]! - x[3]! * x[4]!]);
    const data = Float32Array.of(1, 2, 3, -0.5, 0.7, 1.1, 0.3, -1, 0.2, 0.9, -0.4, 2);
    const features = ndarray(Int32Array.of(0, 0, 1, 1, 2, 2, 0, 1, 2, 3, 4, 5), [2, 6]);
    const run = (batchSize: number, perturbationsPerEval: number, seed = 3) =>
      explain(
        score,
        concept,
        ndarray(data, [2, 6]),
        sobolAttribution({ features, pairs: 8, seed, perturbationsPerEval }),
        { batchSize, ...quiet },
      );
    const together = await run(2, 5);
    expect((await run(1, 1)).maps).toEqual(together.maps);
    expect((await run(2, 5, 4)).maps).not.toEqual(together.maps);
  });

  it('warns of maps that are mostly noise', async () => {
    const flat = hostEncoder([30], 1, (x) => [x.reduce((sum, value) => sum + value, 0)]);
    const warnings: string[] = [];
    await explain(
      flat,
      concept,
      ndarray(new Float32Array(30).fill(1), [1, 30]),
      sobolAttribution({ pairs: 4 }),
      { onWarning: (message) => warnings.push(message) },
    );
    expect(warnings).toEqual([
      'sobolAttribution: with 4 pairs of masks, more than half of the variance of a map is noise; take more of them, or fewer features.',
    ]);
  });

  it('rejects invalid options', () => {
    expect(() => sobolAttribution({ pairs: 1 })).toThrow(
      'sobolAttribution: pairs must be a whole number of at least 2; got 1.',
    );
    expect(() => sobolAttribution({ seed: -1 })).toThrow('sobolAttribution: seed must be');
    expect(() => sobolAttribution({ masks: 3 } as never)).toThrow('unknown option "masks"');
  });
});
