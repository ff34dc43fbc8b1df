import { centred, conceptVector, cosine, explain, latentDimension, scorePerSample } from '@csm/core';
import fc from 'fast-check';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { hostEncoder } from '../../test/host-encoder.js';
import { blurredBaseline } from '../baselines/blurred-baseline.js';
import { gridFeatures } from '../features/grid-features.js';
import { occlusion } from '../methods/occlusion.js';
import { ablation } from './ablation.js';

beforeAll(() => useBackend('cpu'));

const numbers = (count: number, seed: number) =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(seed * 12.9898 + i * 78.233) * 2);
/** z₁ = Σ wᵢ xᵢ, z₂ = x₀ x₁, z₃ = tanh of the sum. */
const latents = (x: Float32Array) => [
  x.reduce((sum, value, i) => sum + (i + 1) * value, 0),
  x[0]! * x[1]!,
  Math.tanh(x.reduce((sum, value) => sum + value, 0) / x.length),
];

describe('ablation', () => {
  it('of a linear score is the weight times the difference to the replacement', async () => {
    const encoder = hostEncoder([5], 3, latents);
    const inputs = ndarray(numbers(15, 1), [3, 5]);
    for (const replacement of [0, 0.5, [1, 2, 3, 4, 5], ndarray(numbers(5, 4), [5])]) {
      const found = await explain(encoder, latentDimension(0, 3), inputs, ablation({ replacement }));
      for (let n = 0; n < 3; n++) {
        for (let i = 0; i < 5; i++) {
          const r =
            typeof replacement === 'number'
              ? replacement
              : Array.isArray(replacement)
                ? replacement[i]!
                : replacement.get(i);
          expect(found.maps.get(n, i)).toBeCloseTo((i + 1) * (inputs.get(n, i) - r), 5);
        }
      }
    }
  });

  it('takes groups away as a whole, for any score, and gives each member the difference, as Captum does', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 6, maxLength: 6 }),
        fc.integer({ min: 1, max: 5 }),
        fc.nat(50),
        async (labels, perturbationsPerEval, seed) => {
          const encoder = hostEncoder([6], 3, latents);
          const inputs = ndarray(numbers(12, seed + 1), [2, 6]);
          const concept = conceptVector('c', [0.5, -1, 2]);
          const scores = [cosine(concept), centred(concept, ndarray(numbers(9, 3), [3, 3]))];
          const features = ndarray(Int32Array.from(labels));
          const whole = ablation({ features, replacement: 0.3, perturbationsPerEval });
          const share = ablation({ features, replacement: 0.3, perMember: 'share' });
          const quiet = { onWarning: () => {} };
          const found = await explain(encoder, scores, inputs, whole, quiet);
          const shared = await explain(encoder, scores, inputs, share, quiet);
          for (const [k, score] of scores.entries()) {
            for (const n of [0, 1]) {
              const x = inputs.data.subarray(6 * n, 6 * n + 6);
              const scoreAt = (input: Float32Array) => {
                const z = latents(input);
                const dot = z.reduce((sum, value, i) => sum + value * concept.vector[i]!, 0);
                return k === 0
                  ? dot / (Math.hypot(...z) * Math.hypot(...concept.vector))
                  : dot + (score.shift ?? 0);
              };
              for (let i = 0; i < 6; i++) {
                const without = x.map((value, j) => (labels[j] === labels[i] ? 0.3 : value));
                const expected = scoreAt(x) - scoreAt(without);
                const members = labels.filter((label) => label === labels[i]).length;
                const tolerance = 2e-6 * (Math.abs(scoreAt(x)) + Math.abs(scoreAt(without)) + 1);
                expect(Math.abs(found[k]!.maps.get(n, i) - expected)).toBeLessThan(tolerance);
                expect(Math.abs(shared[k]!.maps.get(n, i) - expected / members)).toBeLessThan(tolerance);
              }
            }
          }
        },
      ),
      { seed: 2, numRuns: 30 },
    );
  });

  it('of patches is occlusion by windows that do not overlap', async () => {
    for (const layout of ['channelsLast', 'channelsFirst'] as const) {
      const shape = layout === 'channelsLast' ? [5, 4, 2] : [2, 5, 4];
      const encoder = hostEncoder(shape, 3, latents, layout);
      const inputs = ndarray(numbers(120, 5), [3, ...shape]);
      const concept = conceptVector('c', [1, 1, 3]);
      const features = gridFeatures(shape, { size: [2, 3], layout });
      const found = await explain(encoder, concept, inputs, ablation({ features, replacement: 0.2 }), {
        batchSize: 2,
      });
      const expected = await explain(encoder, concept, inputs, occlusion({ window: [2, 3], value: 0.2 }), {
        batchSize: 2,
      });
      expect(found.maps).toEqual(expected.maps);
    }
  });

  it('takes labels per input, whose numbers of features may differ, also in batches', async () => {
    const encoder = hostEncoder([4], 3, latents);
    const inputs = ndarray(numbers(12, 7), [3, 4]);
    const labels = [
      [0, 0, 1, 1],
      [5, 5, 5, 5],
      [3, 2, 1, 0],
    ];
    const features = ndarray(Int32Array.from(labels.flat()), [3, 4]);
    const concept = conceptVector('c', [0, 0, 1]);
    const warnings: string[] = [];
    const onWarning = (message: string) => warnings.push(message);
    const found = await explain(encoder, concept, inputs, ablation({ features }), {
      batchSize: 2,
      onWarning,
    });
    for (const [n, own] of labels.entries()) {
      const alone = await explain(
        encoder,
        concept,
        ndarray(inputs.data.slice(4 * n, 4 * n + 4), [1, 4]),
        ablation({ features: ndarray(Int32Array.from(own)) }),
        { onWarning: () => {} },
      );
      for (let i = 0; i < 4; i++) expect(found.maps.get(n, i)).toBe(alone.maps.get(0, i));
    }
    expect(warnings).toEqual([
      'ablation: all numbers of an input are one feature, so its map is constant; pass features with several labels.',
    ]);
  });

  it('works with one score per sample and several copies at once', async () => {
    const encoder = hostEncoder([4], 3, latents);
    const inputs = ndarray(numbers(12, 9), [3, 4]);
    const score = scorePerSample(
      'own',
      [0, 1, 2].map((i) => latentDimension(i, 3)),
    );
    const one = await explain(encoder, score, inputs, ablation());
    const calls = encoder.calls.length;
    const several = await explain(encoder, score, inputs, ablation({ perturbationsPerEval: 3 }));
    expect(several.maps).toEqual(one.maps);
    // Whole inputs, then 3 and 1 copies of the three, then the scores.
    expect(encoder.calls.slice(calls)).toEqual([3, 9, 3, 3]);
  });

  it('takes a baseline that depends on the input', async () => {
    const encoder = hostEncoder([4, 4, 1], 3, latents);
    const inputs = ndarray(numbers(16, 9), [1, 4, 4, 1]);
    const concept = conceptVector('c', [1, 0, 0]);
    const replacement = blurredBaseline({ sigma: 1 });
    const { maps, description } = { ...(await explain(encoder, concept, inputs, ablation({ replacement }))) };
    expect(description).toBe('ablation by the blurred input (σ 1), single values');
    const sum = maps.data.reduce((a, b) => a + b, 0);
    const blurred = await explain(
      encoder,
      concept,
      inputs,
      ablation({ replacement, features: gridFeatures([4, 4, 1], { size: 4 }) }),
      {
        onWarning: () => {},
      },
    );
    expect(sum).toBeCloseTo(blurred.maps.get(0, 0, 0, 0), 4);
  });
});

describe('invalid options are refused before the run:', () => {
  const run = (options: Parameters<typeof ablation>[0], shape = [4, 5, 3]) =>
    explain(
      hostEncoder(shape, 3, latents),
      conceptVector('c', [1, 0, 0]),
      ndarray(numbers(240, 1), [2, ...shape]),
      ablation(options),
    );

  it.each<[string, Parameters<typeof ablation>[0], string]>([
    [
      'labels that do not fit',
      { features: ndarray(new Int32Array(20), [5, 4]) },
      'ablation: features must be labels of shape [4, 5, 3], or [n, 4, 5, 3] for one per input, where the channels may have length 1; got [5, 4].',
    ],
    [
      'labels for other inputs',
      { features: ndarray(new Int32Array(60), [3, 4, 5, 1]) },
      'ablation: features are labels of 3 inputs; got 2 inputs; pass labels for each input.',
    ],
    [
      'a fraction',
      { features: ndarray(Float32Array.of(0.5)) },
      'ablation: features must be labels, whole numbers of at least 0; got a label 0.5.',
    ],
    ['a negative label', { features: ndarray(Int32Array.of(0, -1)) }, 'got a label -1.'],
    ['a list', { features: [0, 1] as never }, 'ablation, features: expected an ndarray; got an array'],
    [
      'a number per channel too few',
      { replacement: [1, 2] },
      'ablation: replacement must have one number per channel, 3 for inputs [4, 5, 3]; got 2.',
    ],
    [
      'a number that is not finite',
      { replacement: [1, Number.NaN, 1] },
      'ablation: replacement must be finite numbers; got NaN.',
    ],
    [
      'infinity',
      { replacement: Number.POSITIVE_INFINITY },
      'ablation: replacement must be finite numbers; got Infinity.',
    ],
    [
      'an unknown share',
      { perMember: 'half' as never },
      "ablation: perMember must be 'whole' or 'share'; got \"half\".",
    ],
    [
      'no copies',
      { perturbationsPerEval: 0 },
      'ablation: perturbationsPerEval must be a whole number of at least 1; got 0.',
    ],
  ])('%s', async (_, options, message) => {
    await expect((async () => run(options))()).rejects.toThrow(message);
  });

  it('pictures whose layout is unknown', async () => {
    await expect(run({ replacement: [1, 2, 3] }, [3, 8, 5])).rejects.toThrow(
      'ablation: expected the layout of the inputs; [3, 8, 5] looks like channels-first pictures',
    );
  });
});
