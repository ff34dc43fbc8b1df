import { keyedRandom } from '@csm/base';
import { conceptVector, explain } from '@csm/core';
import fc from 'fast-check';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { hostEncoder } from '../../../test/host-encoder.js';
import { coalitions } from './coalitions.js';
import { kernelShap } from './kernel-shap.js';
import { shapleyRegression } from './shapley-regression.js';

beforeAll(() => useBackend('cpu'));

const noPause = async () => {};

/** Any game: the value of each set of players, by its bits. */
const gameOf = (count: number, seed: number): Float64Array => {
  const random = keyedRandom('game', count, seed);
  return Float64Array.from({ length: 2 ** count }, () => 4 * random() - 2);
};

/** Shapley values from their definition, as the mean gain over all orders of the players. */
function shapleyByDefinition(count: number, game: Float64Array): number[] {
  const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
  return Array.from({ length: count }, (_, player) => {
    let value = 0;
    for (let set = 0; set < 2 ** count; set++) {
      if (set & (1 << player)) continue;
      const size = [...set.toString(2)].filter((bit) => bit === '1').length;
      const weight = (factorial(size) * factorial(count - size - 1)) / factorial(count);
      value += weight * (game[set | (1 << player)]! - game[set]!);
    }
    return value;
  });
}

const bitsOf = (kept: Uint8Array) => kept.reduce((set, value, i) => set | (value << i), 0);

async function solved(count: number, game: Float64Array, samples: number, seed = 1): Promise<Float64Array> {
  const used = coalitions(count, samples, keyedRandom('draws', seed));
  const solve = await shapleyRegression(count, used, noPause);
  const gains = Float64Array.from(used, ({ kept }) => game[bitsOf(kept)]! - game[0]!);
  return solve(gains, game[2 ** count - 1]! - game[0]!);
}

describe('with all coalitions', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'the values of a game of %i players are the Shapley values',
    async (count) => {
      for (const seed of [1, 2, 3]) {
        const game = gameOf(count, seed);
        const expected = shapleyByDefinition(count, game);
        const found = count === 1 ? await solved(1, game, 0) : await solved(count, game, 2 ** count);
        for (const [i, value] of found.entries()) expect(value).toBeCloseTo(expected[i]!, 10);
      }
    },
  );

  it('the weights are those of the Shapley kernel, with the sum 1', () => {
    const all = coalitions(6, 62, keyedRandom('none'));
    expect(all).toHaveLength(62);
    expect(new Set(all.map(({ kept }) => bitsOf(kept))).size).toBe(62);
    const choose = [1, 6, 15, 20, 15, 6, 1];
    const kernel = all.map(({ kept }) => {
      const k = kept.reduce((a, b) => a + b, 0);
      return 5 / (choose[k]! * k * (6 - k));
    });
    const total = kernel.reduce((a, b) => a + b);
    all.forEach(({ weight }, i) => {
      expect(weight).toBeCloseTo(kernel[i]! / total, 14);
    });
  });
});

describe('with some coalitions', () => {
  it('each comes with its complement, none twice, and the weights add up to 1', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 24 }),
        fc.integer({ min: 0, max: 300 }),
        fc.nat(),
        (count, more, seed) => {
          const samples = 2 * count + more;
          const found = coalitions(count, samples, keyedRandom('draws', seed));
          expect(found.length).toBeLessThanOrEqual(samples);
          const keys = new Map(found.map(({ kept, weight }) => [kept.join(''), weight]));
          expect(keys.size).toBe(found.length);
          for (const { kept, weight } of found) {
            expect(keys.get(kept.map((value) => 1 - value).join(''))).toBeCloseTo(weight, 14);
            expect([0, count]).not.toContain(kept.reduce((a, b) => a + b, 0));
          }
          const isWhole = found.length > 2 * count;
          const total = found.reduce((sum, { weight }) => sum + weight, 0);
          if (isWhole) expect(total).toBeCloseTo(1, 12);
        },
      ),
      { seed: 5 },
    );
  });

  it('additive games have exact values, at the least number of samples too', async () => {
    const count = 12;
    const worth = Array.from({ length: count }, (_, i) => Math.sin(1 + i));
    const game = Float64Array.from({ length: 2 ** count }, (_, set) =>
      worth.reduce((sum, value, i) => sum + (set & (1 << i) ? value : 0), 3),
    );
    for (const samples of [2 * count, 2 * count + 1, 60, 500]) {
      const found = await solved(count, game, samples);
      for (const [i, value] of found.entries()) expect(value).toBeCloseTo(worth[i]!, 10);
    }
  });

  it('games of pairs have exact values, since a coalition and its complement cancel them', async () => {
    const count = 10;
    const pair = (i: number, j: number) => Math.cos(3 * i + 7 * j);
    const game = Float64Array.from({ length: 2 ** count }, (_, set) => {
      let sum = 0;
      for (let i = 0; i < count; i++)
        for (let j = 0; j < i; j++) if (set & (1 << i) && set & (1 << j)) sum += pair(i, j);
      return sum;
    });
    const expected = shapleyByDefinition(count, game);
    const found = await solved(count, game, 60);
    for (const [i, value] of found.entries()) expect(value).toBeCloseTo(expected[i]!, 9);
  });

  it('errors fall with the number of samples, and the mean over seeds is near the Shapley values', async () => {
    const count = 9;
    const game = gameOf(count, 4);
    const expected = shapleyByDefinition(count, game);
    const rms = (values: readonly number[]) =>
      Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
    const errorsOf = async (samples: number) => {
      const runs: Float64Array[] = [];
      for (let seed = 0; seed < 400; seed++) runs.push(await solved(count, game, samples, seed));
      const means = expected.map((_, i) => runs.reduce((sum, run) => sum + run[i]!, 0) / runs.length);
      return {
        bias: rms(means.map((mean, i) => mean - expected[i]!)),
        spread: rms(runs.flatMap((run) => means.map((mean, i) => run[i]! - mean))),
      };
    };
    const [few, more] = [await errorsOf(40), await errorsOf(160)];
    // The spread falls as 1 / √n or faster, the bias of a regression with random regressors as 1 / n.
    expect(more.spread).toBeLessThan(few.spread / 2);
    expect(few.bias).toBeLessThan(few.spread / 4);
    expect(more.bias).toBeLessThan(more.spread / 8);
  });

  it('values add up to the difference of scores for any draws', async () => {
    for (const seed of [1, 2, 3]) {
      const found = await solved(9, gameOf(9, seed), 30, seed);
      const game = gameOf(9, seed);
      const sum = found.reduce((a, b) => a + b, 0);
      expect(sum).toBeCloseTo(game[511]! - game[0]!, 11);
    }
  });
});

describe('kernelShap', () => {
  /** Latents with products of features, which no linear method explains. */
  const encoder = () =>
    hostEncoder([6], 2, (x) => [x[0]! * x[1]! + 2 * x[2]!, Math.tanh(x[3]! + x[4]! * x[5]!) + x[0]!]);
  const inputs = ndarray(Float32Array.of(1, 2, 3, -0.5, 0.7, 1.1, 0.3, -1, 0.2, 0.9, -0.4, 2), [2, 6]);
  const concepts = [conceptVector('first', [1, 0]), conceptVector('both', [0.5, -2])];

  it('gives the Shapley values of an asynchronous encoder on the host, from any replacement', async () => {
    const replacement = ndarray(Float32Array.of(0.1, 0.2, 0, 0.5, -1, 1), [6]);
    const found = await explain(encoder(), concepts, inputs, kernelShap({ replacement }));
    for (const [k, { vector }] of concepts.entries()) {
      for (const sample of [0, 1]) {
        const game = Float64Array.from({ length: 64 }, (_, set) => {
          const x = Float32Array.from({ length: 6 }, (_, i) =>
            (set & (1 << i) ? inputs : replacement).get(
              ...((set & (1 << i) ? [sample, i] : [i]) as [number]),
            ),
          );
          const [a, b] = [x[0]! * x[1]! + 2 * x[2]!, Math.tanh(x[3]! + x[4]! * x[5]!) + x[0]!];
          return vector[0]! * a + vector[1]! * b;
        });
        const expected = shapleyByDefinition(6, game);
        for (let i = 0; i < 6; i++) expect(found[k]!.maps.get(sample, i)).toBeCloseTo(expected[i]!, 5);
      }
    }
  });

  it('gives each member of a feature its whole value, or a share with which the map adds up', async () => {
    const features = ndarray(Int32Array.of(7, 7, 3, 3, 3, 9));
    const whole = await explain(encoder(), concepts[1]!, inputs, kernelShap({ features }));
    const share = await explain(
      encoder(),
      concepts[1]!,
      inputs,
      kernelShap({ features, perMember: 'share' }),
    );
    for (const sample of [0, 1]) {
      const [a, b] = [whole, share].map(({ maps }) =>
        Array.from({ length: 6 }, (_, i) => maps.get(sample, i)),
      );
      expect(new Set([a![0], a![1]]).size).toBe(1);
      expect(new Set([a![2], a![3], a![4]]).size).toBe(1);
      [2, 2, 3, 3, 3, 1].forEach((members, i) => {
        expect(b![i]! * members).toBeCloseTo(a![i]!, 6);
      });
      const none = [0, 0];
      const score = share.scores.get(sample) - (0.5 * none[0]! - 2 * none[1]!);
      expect(b!.reduce((sum, value) => sum + value)).toBeCloseTo(score, 5);
      expect(Math.abs(share.completenessGaps!.get(sample))).toBeLessThan(1e-5);
    }
    expect(whole.completenessGaps).toBeUndefined();
  });

  it('an input of one feature has its whole difference', async () => {
    const features = ndarray(new Int32Array(6));
    const warnings: string[] = [];
    const found = await explain(encoder(), concepts[0]!, inputs, kernelShap({ features }), {
      onWarning: (message) => warnings.push(message),
    });
    for (const n of [0, 1]) expect(found.maps.get(n, 3)).toBeCloseTo(found.scores.get(n), 6);
    expect(warnings).toEqual([
      'kernelShap: all numbers of an input are one feature, so its map is constant; pass features with several labels.',
    ]);
  });

  describe('with features whose number differs between inputs', () => {
    const features = ndarray(Int32Array.of(0, 0, 1, 1, 2, 2, 0, 1, 2, 3, 4, 5), [2, 6]);
    it.each([1, 5])(
      'each input has the map that it has alone, with %i copies at once',
      async (perturbationsPerEval) => {
        const together = await explain(
          encoder(),
          concepts,
          inputs,
          kernelShap({ features, samples: 24, perturbationsPerEval }),
          { batchSize: 2 },
        );
        for (const n of [0, 1]) {
          const alone = await explain(
            encoder(),
            concepts,
            ndarray(inputs.data.slice(6 * n, 6 * n + 6), [1, 6]),
            kernelShap({ features: ndarray(features.data.slice(6 * n, 6 * n + 6), [6]), samples: 2048 }),
          );
          // The first input has 3 features, all of whose coalitions are used; the second has 6, of which 24 pairs are.
          for (const [k, { maps }] of alone.entries()) {
            const sum = (map: ArrayLike<number>) => Array.from(map).reduce((a, b) => a + b, 0);
            const own = together[k]!.maps.data.subarray(6 * n, 6 * n + 6);
            if (n === 0) for (const [i, value] of own.entries()) expect(value).toBeCloseTo(maps.data[i]!, 5);
            else expect(sum(own)).toBeCloseTo(sum(maps.data), 5);
          }
        }
      },
    );
  });

  const many = hostEncoder([40], 1, (x) => [x[0]! * x[1]!]);
  const runMany = (options: Parameters<typeof kernelShap>[0], onWarning = (_: string) => {}) =>
    explain(
      many,
      conceptVector('c', [1]),
      ndarray(new Float32Array(40).fill(2), [1, 40]),
      kernelShap(options),
      {
        onWarning,
      },
    );

  it('refuses too few samples and too many features before the run', async () => {
    const calls = many.calls.length;
    await expect(runMany({ samples: 79 })).rejects.toThrow(
      'kernelShap: samples must be at least twice the number of features, 80; got 79; take more samples or fewer features.',
    );
    const large = hostEncoder([64, 64, 3], 1, (x) => [x[0]!]);
    const image = ndarray(new Float32Array(64 * 64 * 3), [1, 64, 64, 3]);
    await expect(explain(large, conceptVector('c', [1]), image, kernelShap())).rejects.toThrow(
      'kernelShap: expected at most 4096 features; the inputs have 12288; pass larger features, such as gridFeatures(inputShape, { size: 8 }) or ' +
        'superpixels(images).',
    );
    expect(() => kernelShap({ samples: 0 })).toThrow(
      'kernelShap: samples must be a whole number of at least 1; got 0.',
    );
    expect(() => kernelShap({ seed: -1 })).toThrow('kernelShap: seed must be a whole number from 0');
    expect([many.calls.length, large.calls.length]).toEqual([calls, 0]);
  });

  it('warns of few samples, and not by default', async () => {
    const warnings: string[] = [];
    await runMany({ samples: 100 }, (message) => warnings.push(message));
    expect(warnings).toEqual([
      'kernelShap: 100 samples are few for 40 features, and the map may be mostly noise; take at least 160 samples, or fewer features.',
    ]);
    const { maps } = await runMany({}, (message) => warnings.push(message));
    expect(warnings).toHaveLength(1);
    // Only the product of the first two counts: 2 for each, from the pairs of coalitions exactly.
    for (let i = 0; i < 40; i++) expect(maps.get(0, i)).toBeCloseTo(i < 2 ? 2 : 0, 4);
  });

  it('the seed decides, and different inputs have different draws', async () => {
    const game = hostEncoder([40], 1, (x) => [Math.tanh(x[0]! * x[1]! * x[2]! + 0.1 * x[3]!)]);
    const two = ndarray(new Float32Array(80).fill(1), [2, 40]);
    const run = (seed: number) =>
      explain(game, conceptVector('c', [1]), two, kernelShap({ samples: 170, seed }));
    const [a, b, c] = [await run(1), await run(1), await run(2)];
    expect(a.maps).toEqual(b.maps);
    expect(a.maps.get(0, 0)).not.toBe(c.maps.get(0, 0));
    expect(a.maps.get(0, 0)).not.toBe(a.maps.get(1, 0));
  });
});
