import { keyedRandom } from '@csm/base';
import { conceptVector, explain } from '@csm/core';
import fc from 'fast-check';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { hostEncoder } from '../../../test/host-encoder.js';
import { gridFeatures } from '../../features/grid-features.js';
import { exactShapleyValues } from './exact-shapley-values.js';
import { kernelShap } from './kernel-shap.js';
import { shapley } from './shapley.js';

beforeAll(() => useBackend('cpu'));

/** The mean gain of each player over all orders in which the players can join. */
function overAllOrders(count: number, game: ArrayLike<number>): Float64Array {
  const values = new Float64Array(count);
  let orders = 0;
  const join = (coalition: number, gains: readonly number[]) => {
    if (coalition === 2 ** count - 1) {
      orders += 1;
      for (const [player, gain] of gains.entries()) values[player]! += gain;
      return;
    }
    for (let player = 0; player < count; player++) {
      if (coalition & (1 << player)) continue;
      const next = coalition | (1 << player);
      const own = [...gains];
      own[player] = game[next]! - game[coalition]!;
      join(next, own);
    }
  };
  join(0, new Array(count).fill(0));
  return values.map((sum) => sum / orders);
}

const games = fc.integer({ min: 1, max: 6 }).chain((count) =>
  fc.record({
    count: fc.constant(count),
    game: fc.array(fc.double({ min: -10, max: 10, noNaN: true }), {
      minLength: 2 ** count,
      maxLength: 2 ** count,
    }),
  }),
);

describe('exactShapleyValues', () => {
  it('is the mean gain over all orders of the players', () => {
    fc.assert(
      fc.property(games, ({ count, game }) => {
        const expected = overAllOrders(count, game);
        const found = exactShapleyValues(Float64Array.from(game), count);
        for (const [i, value] of found.entries()) expect(value).toBeCloseTo(expected[i]!, 10);
      }),
      { seed: 8, numRuns: 60 },
    );
  });

  it('adds up to the value of all players, also for 16 of them', () => {
    const random = keyedRandom('large game');
    const game = Float64Array.from({ length: 2 ** 16 }, () => random());
    const sum = exactShapleyValues(game, 16).reduce((a, b) => a + b);
    expect(sum).toBeCloseTo(game[2 ** 16 - 1]! - game[0]!, 10);
  });
});

describe('shapley', () => {
  /** A score with products of features, which no linear method explains. */
  const score = (x: ArrayLike<number>) => x[0]! * x[1]! + Math.tanh(x[2]! + x[3]! * x[4]!) - x[5]!;
  const encoder = () => hostEncoder([6], 1, (x) => [score(x)]);
  const concept = conceptVector('c', [1]);
  const inputs = ndarray(Float32Array.of(1, 2, 3, -0.5, 0.7, 1.1, 0.3, -1, 0.2, 0.9, -0.4, 2), [2, 6]);

  it('gives the Shapley values of groups from a replacement, whole or shared', async () => {
    const features = ndarray(Int32Array.of(4, 4, 9, 2, 9, 4));
    const group = [0, 0, 1, 2, 1, 0];
    const other = Float32Array.of(0.1, 0.2, 0, 0.5, -1, 1);
    const options = { features, replacement: ndarray(other, [6]), perturbationsPerEval: 3 };
    const whole = await explain(encoder(), concept, inputs, shapley(options));
    const share = await explain(encoder(), concept, inputs, shapley({ ...options, perMember: 'share' }));
    for (const n of [0, 1]) {
      const game = Float64Array.from({ length: 8 }, (_, coalition) =>
        score(
          Float32Array.from(group, (k, i) => (coalition & (1 << k) ? inputs.get(n, i) : (other[i] ?? 0))),
        ),
      );
      const expected = overAllOrders(3, game);
      for (const [i, k] of group.entries()) {
        expect(whole.maps.get(n, i)).toBeCloseTo(expected[k]!, 5);
        expect(share.maps.get(n, i)).toBeCloseTo(expected[k]! / [3, 2, 1][k]!, 5);
      }
      expect(Math.abs(share.completenessGaps!.get(n))).toBeLessThan(1e-5);
    }
    expect(whole.completenessGaps).toBeUndefined();
  });

  it('agrees with kernelShap where that uses all coalitions', async () => {
    const own = await explain(encoder(), concept, inputs, shapley());
    const regression = await explain(encoder(), concept, inputs, kernelShap());
    for (const [i, value] of own.maps.data.entries()) expect(value).toBeCloseTo(regression.maps.data[i]!, 5);
  });

  it('gives each input the map that it has alone, with other numbers of features', async () => {
    const labels = Int32Array.of(0, 0, 1, 1, 2, 2, 0, 1, 2, 3, 4, 5);
    const together = await explain(
      encoder(),
      concept,
      inputs,
      shapley({ features: ndarray(labels, [2, 6]) }),
    );
    for (const n of [0, 1]) {
      const alone = await explain(
        encoder(),
        concept,
        ndarray(inputs.data.slice(6 * n, 6 * n + 6), [1, 6]),
        shapley({ features: ndarray(labels.slice(6 * n, 6 * n + 6)) }),
      );
      for (let i = 0; i < 6; i++) expect(together.maps.get(n, i)).toBeCloseTo(alone.maps.get(0, i), 6);
    }
  });

  it('refuses more than 16 features before the run', async () => {
    const large = hostEncoder([17], 1, (x) => [x[0]!]);
    const run = (options?: Parameters<typeof shapley>[0]) =>
      explain(large, concept, ndarray(new Float32Array(17), [1, 17]), shapley(options));
    await expect(run()).rejects.toThrow(
      'shapley: expected at most 16 features, because all their sets are scored; the inputs have 17; pass larger features, such as ' +
        'gridFeatures(inputShape, { rows: 4, columns: 4 }), or use kernelShap, which samples the sets.',
    );
    expect(large.calls).toHaveLength(0);
    await expect(run({ features: gridFeatures([17], { size: 3 }) })).resolves.toBeDefined();
  });
});
