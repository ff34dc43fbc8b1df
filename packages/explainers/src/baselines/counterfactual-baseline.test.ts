import {
  centred,
  conceptVector,
  cosine,
  type Decoder,
  dotProduct,
  type Encoder,
  type Explainer,
  encode,
  explain,
  functionDecoder,
  functionEncoder,
  latentDimension,
  scorePerSample,
  signedDistance,
} from '@csm/core';
import type { DecoderModel } from '@csm/core/extend';
import { registerKernels } from '@csm/wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../test/backends.js';
import { images, LATENT, numbers, SHAPE, smallEncoder } from '../../test/small-encoder.js';
import { decoderWeights, someDecoder } from '../../test/some-decoder.js';
import { decoderMap } from '../methods/decoder-map.js';
import { deepLift } from '../methods/deep-lift.js';
import { integratedGradients } from '../methods/integrated-gradients.js';
import type { InputBaseline } from './baseline.js';
import { counterfactualBaseline } from './counterfactual-baseline.js';
import { conceptRemover } from './remove-concept.js';

beforeAll(async () => {
  await useBackend('wasm');
  registerKernels();
});

const FEATURES = 6;
const SIZE = 3;
const vectors = fc
  .array(fc.integer({ min: -9, max: 9 }), { minLength: SIZE, maxLength: SIZE })
  .filter((v) => v.some((value) => value !== 0));
const inputVectors = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: FEATURES, maxLength: FEATURES });

/** z = x W, W `[FEATURES, SIZE]`. */
const weights = numbers(FEATURES * SIZE, 5);
function linearEncoder(): Encoder {
  return functionEncoder((x) => tf.matMul(x as tf.Tensor2D, tf.tensor2d(weights, [FEATURES, SIZE])), {
    inputShape: [FEATURES],
  });
}
const latentOf = (x: readonly number[]) =>
  Array.from({ length: SIZE }, (_, d) =>
    x.reduce((sum, value, i) => sum + value * weights[i * SIZE + d]!, 0),
  );
const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);

/** The picture that a linear decoder V makes of one step along v is v V. */
function drawnStep(v: readonly number[]): number[] {
  const decoder = decoderWeights(SIZE, FEATURES);
  return Array.from({ length: FEATURES }, (_, i) =>
    v.reduce((sum, value, d) => sum + value * decoder[d * FEATURES + i]!, 0),
  );
}

describe.each(BACKENDS)('on a linear encoder and decoder, on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
    if (backend === 'wasm') registerKernels();
  });

  it('the maps are the closed forms', async () => {
    await fc.assert(
      fc.asyncProperty(
        inputVectors,
        vectors,
        fc.integer({ min: -20, max: 20 }),
        async (x, v, targetScore) => {
          const encoder = linearEncoder();
          const decoder = someDecoder(encoder, true);
          const input = ndarray(Float32Array.from(x), [1, FEATURES]);
          const concept = conceptVector('c', v);
          const step = drawnStep(v);
          const alpha = (dot(latentOf(x), v) - targetScore) / dot(v, v);
          // The gradient of the score is W v.
          const slope = Array.from({ length: FEATURES }, (_, i) =>
            dot(weights.subarray(i * SIZE, (i + 1) * SIZE), v),
          );
          const expected = {
            decoder: step.map((value) => alpha * value),
            integrated: step.map((value, i) => alpha * value * slope[i]!),
          };
          const found = {
            decoder: await explain(encoder, concept, input, decoderMap({ decoder, targetScore })),
            integrated: await explain(
              encoder,
              concept,
              input,
              integratedGradients({ steps: 2, baseline: counterfactualBaseline({ decoder, targetScore }) }),
            ),
          };
          for (const key of ['decoder', 'integrated'] as const) {
            // x − b, and D(z) − D(z − α v), are differences of numbers of the magnitude of x and D(z).
            const scale = 1 + Math.max(...step.map(Math.abs)) * (1 + Math.abs(alpha));
            const size = scale * (key === 'integrated' ? Math.max(1, ...slope.map(Math.abs)) : 1) + 100;
            found[key].maps.data.forEach((value, i) => {
              expect(Math.abs(value - expected[key][i]!)).toBeLessThan(1e-5 * size);
            });
          }
        },
      ),
      { seed: 1, numRuns: 30 },
    );
  });
});

describe('removing a concept', () => {
  const z = [
    [1, -2, 3],
    [0.5, 0, -4],
  ];
  const latents = () => tf.tensor2d(z);
  const concept = conceptVector('c', [2, -1, 0.5]);
  const negatives = ndarray(Float32Array.of(1, 1, 1, 3, -1, 0), [2, 3]);

  it.each([
    ['dotProduct', dotProduct(concept)],
    ['centred', centred(concept, ndarray(Float32Array.of(1, 2, 3), [1, 3]))],
    ['signedDistance', signedDistance(concept, 2)],
    ['latentDimension', latentDimension(1, 3)],
    ['scorePerSample', scorePerSample('labels', [latentDimension(2, 3), dotProduct(concept)])],
  ])('brings %s to the target, by the smallest change', (_, score) => {
    const remove = conceptRemover('test', { decoder: { predict: () => 0 }, targetScore: 0.75 });
    tf.tidy(() => {
      const latent = latents();
      const moved = remove(latent, score);
      for (const value of score.value(moved).dataSync()) expect(value).toBeCloseTo(0.75, 5);
      // Latents move only along the score's derivative.
      const [by, along] = [tf.sub(moved, latent), score.cotangent(latent)];
      const product = tf.sum(tf.mul(by, along), 1);
      const lengths = tf.mul(tf.norm(by, 2, 1), tf.norm(along, 2, 1));
      const [a, b] = [product.dataSync(), lengths.dataSync()];
      a.forEach((value, i) => {
        expect(Math.abs(value)).toBeCloseTo(b[i]!, 4);
      });
    });
  });

  it('by negatives moves latents to the mean score of these, for every concept; by alpha, by a step', () => {
    const by = (options: object) => conceptRemover('test', { decoder: { predict: () => 0 }, ...options });
    tf.tidy(() => {
      for (const score of [dotProduct(concept), signedDistance(concept, -1), latentDimension(0, 3)]) {
        const moved = score.value(by({ negatives })(latents(), score)).dataSync();
        const atNegatives = score.value(tf.tensor2d(negatives.data, [2, 3])).dataSync();
        const mean = (atNegatives[0]! + atNegatives[1]!) / 2;
        for (const value of moved) expect(value).toBeCloseTo(mean, 5);
      }
      const stepped = by({ alpha: 2 })(latents(), dotProduct(concept)).dataSync();
      expect([...stepped]).toEqual(z.flatMap((row) => row.map((value, d) => value - 2 * concept.vector[d]!)));
    });
  });

  it('moves nothing for a score that does not depend on the latent', () => {
    const flat = {
      ...dotProduct(concept),
      cotangent: (latent: tf.Tensor2D) => tf.zerosLike(latent) as tf.Tensor2D,
    };
    tf.tidy(() => {
      const moved = conceptRemover('test', { decoder: { predict: () => 0 }, targetScore: 9 })(
        latents(),
        flat,
      );
      expect([...moved.dataSync()]).toEqual(z.flat());
    });
  });
});

describe('counterfactualBaseline', () => {
  const concept = (seed: number) => conceptVector(`c${seed}`, numbers(LATENT, seed));
  const decoded = (rows: readonly number[][]) => {
    const flat = decoderWeights(LATENT, 60);
    return rows.map((z) =>
      Array.from({ length: 60 }, (_, i) =>
        Math.tanh(z.reduce((sum, value, d) => sum + value * flat[d * 60 + i]!, 0)),
      ),
    );
  };

  it.each([
    ['integrated gradients', integratedGradients, { steps: 80 }, 2e-3],
    ['DeepLIFT', deepLift, {}, 1e-4],
  ] as const)(
    'makes maps of %s add up to s(x) − s(b), with b clipped, for each concept its own',
    async (_, make, more, within) => {
      const encoder = smallEncoder('tanh');
      const inputs = images(3);
      const targetScore = 0.3;
      const baseline = counterfactualBaseline({ decoder: someDecoder(encoder), targetScore, range: [-1, 1] });
      const concepts = [concept(1), concept(2)];
      const found = await explain(encoder, concepts, inputs, make({ ...more, baseline }));
      const latents = await encode(encoder, inputs);
      for (const [k, { maps, scores, completenessGaps }] of found.entries()) {
        const v = concepts[k]!.vector;
        const rows = [0, 1, 2].map((i) => Array.from(latents.data.subarray(i * LATENT, (i + 1) * LATENT)));
        const moved = rows.map((z) =>
          z.map((value, d) => value - ((dot(z, v) - targetScore) / dot(v, v)) * v[d]!),
        );
        const [before, after] = [decoded(rows), decoded(moved)];
        const start = Float32Array.from(inputs.data, (value, at) => {
          const [i, feature] = [Math.floor(at / 60), at % 60];
          return Math.max(-1, Math.min(1, value - before[i]![feature]! + after[i]![feature]!));
        });
        const from = await explain(
          encoder,
          concepts[k]!,
          ndarray(start, inputs.shape),
          integratedGradients({ steps: 1 }),
        );
        for (const i of [0, 1, 2]) {
          const sum = maps.data.subarray(i * 60, (i + 1) * 60).reduce((a, b) => a + b, 0);
          const gap = sum - (scores.get(i) - from.scores.get(i));
          expect(Math.abs(gap)).toBeLessThan(within);
          expect(Math.abs(completenessGaps!.get(i) - gap)).toBeLessThan(5e-5);
        }
      }
    },
  );

  it('brings the score to the target where the decoder inverts the encoder', async () => {
    // The columns are orthonormal: the decoder W' returns W W' x, and its encoding is W x.
    const w = tf.tensor2d([1, 0, 0, 0, 0.6, 0.8, 0, -0.8, 0.6, 0, 0, 0], [4, 3]);
    const encoder = functionEncoder((x) => tf.matMul(x as tf.Tensor2D, w), { inputShape: [4] });
    const baseline = counterfactualBaseline({
      decoder: { predict: (z) => tf.matMul(z as tf.Tensor2D, w, false, true) },
      targetScore: -2,
    });
    const input = ndarray(Float32Array.of(1, 2, 3, 4, -1, 0, 5, 2), [2, 4]);
    const { maps, scores } = await explain(
      encoder,
      conceptVector('c', [1, -2, 0.5]),
      input,
      integratedGradients({ steps: 1, baseline }),
    );
    for (const i of [0, 1]) {
      const sum = maps.data.subarray(i * 4, (i + 1) * 4).reduce((a, b) => a + b, 0);
      expect(scores.get(i) - sum).toBeCloseTo(-2, 5);
    }
    w.dispose();
  });

  it('makes maps not linear in the concept', () => {
    const baseline = counterfactualBaseline({ decoder: { predict: () => 0 }, alpha: 1 });
    expect(integratedGradients({ baseline }).linear).toBe(false);
    expect(integratedGradients({ baseline: [0, baseline] }).linear).toBe(false);
    expect(deepLift({ baseline }).linear).toBe(false);
    expect(integratedGradients({ baseline: 0.5 }).linear).toBe(true);
    expect(deepLift().linear).toBe(true);
  });

  const decoder = { predict: () => 0 };
  it.each<[() => unknown, RegExp]>([
    [
      () => counterfactualBaseline({ decoder }),
      /^counterfactualBaseline: expected one of targetScore, negatives and alpha; got none of them\.$/,
    ],
    [
      () => decoderMap({ decoder, targetScore: 1, alpha: 1 }),
      /^decoderMap: expected one of .*; got targetScore and alpha\.$/,
    ],
    [() => decoderMap({ decoder, alpha: Number.NaN }), /^decoderMap: alpha must be a finite number; got NaN/],
    [
      () => decoderMap({ decoder: undefined as never, alpha: 1 }),
      /^decoderMap: expected a decoder, such as .*; got undefined\.$/,
    ],
    [
      () => counterfactualBaseline({ decoder, alpha: 1, range: [1, 0] }),
      /^counterfactualBaseline: range must be two numbers, the smaller first; got \[1, 0\]/,
    ],
    [
      () => decoderMap({ decoder, negatives: ndarray(new Float32Array(4), [4]) }),
      /^decoderMap: negatives must be latents of shape \[m, latentSize\]; got shape \[4\]/,
    ],
    [
      () => decoderMap({ decoder, negatives: { shape: [2, 4], dtype: 'float32' } as never }), // a tensor has these members
      /^decoderMap, negatives: expected an ndarray; got an object/,
    ],
    [
      () => decoderMap({ decoder, negatives: ndarray(Float32Array.of(1, Number.NaN), [1, 2]) }),
      /^decoderMap: negatives must be finite/,
    ],
  ])('refuses %#', (make, message) => {
    expect(make).toThrow(message);
  });

  it('refuses scores that are not affine, and decoders that do not return inputs, before the run', async () => {
    const encoder = smallEncoder('relu');
    const fits = someDecoder(encoder);
    const small = { predict: (z: tf.Tensor) => tf.zeros([z.shape[0]!, 3]) };
    const list = { predict: (z: tf.Tensor) => [z] };
    const before = tf.memory();
    const of = (options: Parameters<typeof counterfactualBaseline>[0], score = dotProduct(concept(1))) =>
      Promise.all(
        [
          integratedGradients({ steps: 1, baseline: counterfactualBaseline(options) }),
          decoderMap(options),
        ].map((explainer) =>
          explain(encoder, score, images(1), explainer).then(
            () => 'nothing thrown',
            (error: Error) => error.message,
          ),
        ),
      );
    const names = ['counterfactualBaseline', 'decoderMap'];
    const expectAll = (messages: string[], end: RegExp) => {
      messages.forEach((message, i) => {
        expect(message.startsWith(`${names[i]}: `)).toBe(true);
        expect(message).toMatch(end);
      });
    };
    expectAll(
      await of({ decoder: fits, alpha: 1 }, cosine(concept(1))),
      /score of "c1" must be affine in the latent/,
    );
    expectAll(
      await of({ decoder: small, alpha: 1 }),
      /one tensor of shape \[1, 6, 5, 2\], like the inputs; got \[1, 3\]/,
    );
    expectAll(await of({ decoder: list, alpha: 1 }), /the decoder must return one tensor; got an array/);
    expectAll(
      await of({ decoder: fits, negatives: ndarray(numbers(6, 1), [2, 3]) }),
      /negatives must be latents of the encoder, of shape \[m, 4\]; got shape \[2, 3\]/,
    );
    expect(tf.memory()).toEqual(before);
  });

  it('refuses a custom baseline that does not have the shape of the inputs', async () => {
    const encoder = smallEncoder('relu');
    const before = tf.memory();
    const baseline = { perConcept: false, of: (inputs: tf.Tensor) => tf.sum(inputs, 0) };
    const explainer = integratedGradients({ steps: 1, baseline });
    await expect(explain(encoder, concept(1), images(2), explainer)).rejects.toThrow(
      `integratedGradients: the baselines of the inputs must have the inputs' shape [2, ${SHAPE.join(', ')}]; got [${SHAPE.join(', ')}].`,
    );
    expect(tf.memory()).toEqual(before);
    // The baseline is the input itself, so no feature gets credit.
    const itself = integratedGradients({ steps: 1, baseline: { perConcept: false, of: (inputs) => inputs } });
    const { maps } = await explain(encoder, concept(1), images(2), itself, { onWarning: () => {} });
    expect(maps.data.every((value) => value === 0)).toBe(true);
  });
});

describe('a decoder', () => {
  const concept = conceptVector('c', numbers(LATENT, 1));
  const methods = (decoder: Decoder | DecoderModel): [string, Explainer][] => [
    ['decoderMap', decoderMap({ decoder, targetScore: 0.2 })],
    [
      'integratedGradients',
      integratedGradients({ steps: 2, baseline: counterfactualBaseline({ decoder, targetScore: 0.2 }) }),
    ],
  ];

  it('can be asynchronous, with the maps of the same decoder as a model', async () => {
    const encoder = smallEncoder('relu');
    const model = someDecoder(encoder);
    const remote = functionDecoder(async (z) => {
      await Promise.resolve();
      return tf.tidy(() => model.predict(z) as tf.Tensor);
    });
    const mapsOf = async (decoder: Decoder | DecoderModel) => {
      const maps: Float32Array[] = [];
      for (const [, explainer] of methods(decoder)) {
        maps.push((await explain(encoder, concept, images(2), explainer)).maps.data);
      }
      return maps;
    };
    const expected = await mapsOf(model);
    const before = tf.memory();
    expect(await mapsOf(remote)).toEqual(expected);
    expect(tf.memory()).toEqual(before);
  });

  it('that is asynchronous and returns another shape is refused during the run, and nothing is leaked', async () => {
    const encoder = smallEncoder('relu');
    const wrong = functionDecoder(async (z) => tf.zeros([z.shape[0], 3]));
    const before = tf.memory();
    for (const [, explainer] of methods(wrong)) {
      const run = explain(encoder, concept, images(2), explainer);
      await expect(run).rejects.toThrow(
        /: the decoder must return one tensor of shape \[2, 6, 5, 2\], like the inputs; got \[2, 3\]\.$/,
      );
      await expect(run).rejects.toMatchObject({ code: 'ERR_UNSUPPORTED_MODEL' });
    }
    expect(tf.memory()).toEqual(before);
  });
});

it('a baseline of your own can be asynchronous', async () => {
  const encoder = smallEncoder('relu');
  const concept = conceptVector('c', numbers(LATENT, 1));
  const halved = (of: InputBaseline['of']) =>
    explain(
      encoder,
      concept,
      images(2),
      integratedGradients({ steps: 2, baseline: { perConcept: false, of } }),
    );
  const expected = await halved((inputs) => tf.div(inputs, 2));
  const before = tf.memory();
  const found = await halved(async (inputs) => {
    await Promise.resolve();
    return tf.div(inputs, 2);
  });
  expect(found.maps).toEqual(expected.maps);
  expect(tf.memory()).toEqual(before);
});
