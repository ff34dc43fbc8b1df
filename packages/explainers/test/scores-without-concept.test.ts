import {
  conceptScores,
  conceptVector,
  cosine,
  encode,
  explain,
  functionDecoder,
  labelFree,
  layersDecoder,
  layersEncoder,
  reconstructionError,
  similarity,
} from '@csm/core';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray, { type NdArray } from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { deepLift } from '../src/methods/deep-lift.js';
import { epsilonLrp } from '../src/methods/epsilon-lrp.js';
import { gradient } from '../src/methods/gradient.js';
import { inputXGradient } from '../src/methods/input-x-gradient.js';
import { integratedGradients } from '../src/methods/integrated-gradients.js';
import { occlusion } from '../src/methods/occlusion.js';
import { smoothGrad } from '../src/wrappers/smooth-grad.js';
import { images, LATENT, numbers, SHAPE, smallEncoder } from './small-encoder.js';

beforeAll(() => useBackend('cpu'));

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
const largest = (a: ArrayLike<number>) => largestDifference(a, new Float32Array(a.length));
const close = (a: ArrayLike<number>, b: ArrayLike<number>, share = 1e-5) => {
  expect(a.length).toBe(b.length);
  expect(largest(b)).toBeGreaterThan(0);
  expect(largestDifference(a, b)).toBeLessThan(share * largest(b));
};

/** Five steps are too few for complete maps. */
const quietly = { batchSize: 2, onWarning: () => {} };

/** z = W x, of three numbers. */
const weights = [1, -2, 0.5, 3, 1, -1];
function linearEncoder() {
  const model = tfl.sequential({
    layers: [tfl.layers.dense({ inputShape: [3], units: 2, useBias: false })],
  });
  model.setWeights([
    tf.tensor2d(
      weights.map((_, i) => weights[(i % 2) * 3 + Math.floor(i / 2)]!),
      [3, 2],
    ),
  ]);
  return layersEncoder(model);
}

describe('labelFree', () => {
  it('of a linear encoder is x ⊙ WᵀWx, which adds up to ‖Wx‖²', async () => {
    const encoder = linearEncoder();
    const x = [
      [1, 2, -1],
      [0.5, -1, 4],
    ];
    const inputs = ndarray(Float32Array.from(x.flat()), [2, 3]);
    const latents = await encode(encoder, inputs);
    const { maps, scores } = await explain(encoder, labelFree(latents), inputs, inputXGradient());
    for (const [i, row] of x.entries()) {
      const z = [0, 1].map((k) => row.reduce((sum, value, j) => sum + weights[3 * k + j]! * value, 0));
      const map = row.map((value, j) => value * (weights[j]! * z[0]! + weights[3 + j]! * z[1]!));
      close([...maps.pick(i).data.slice(3 * i, 3 * i + 3)], map, 1e-6);
      expect(scores.get(i)).toBeCloseTo(z[0]! ** 2 + z[1]! ** 2, 4);
    }
  });

  it.each([
    ['gradient', gradient()],
    ['integrated gradients', integratedGradients({ steps: 5 })],
    ['DeepLIFT', deepLift()],
    ['ε-LRP', epsilonLrp()],
    ['occlusion', occlusion({ window: [3, 3, 2] })],
    ['SmoothGrad', smoothGrad(gradient(), { samples: 2, seed: 1 })],
  ])('gives each input the map of its own latent: %s', async (_, explainer) => {
    const encoder = smallEncoder('relu');
    const inputs = images(3);
    const latents = await encode(encoder, inputs);
    const { maps } = await explain(encoder, labelFree(latents), inputs, explainer, quietly);
    const concepts = [0, 1, 2].map((i) =>
      conceptVector(
        `z${i}`,
        Array.from({ length: LATENT }, (_, k) => latents.get(i, k)),
      ),
    );
    const each = await explain(encoder, concepts, inputs, explainer, quietly);
    const size = inputs.size / 3;
    const expected = each.flatMap((explanation, i) => [
      ...explanation.maps.data.slice(i * size, (i + 1) * size),
    ]);
    close(maps.data, expected);
  });

  it('is for as many inputs as there are latents, also if there is one', async () => {
    const encoder = smallEncoder('relu');
    const one = labelFree(await encode(encoder, images(1)));
    await expect(explain(encoder, one, images(2), gradient())).rejects.toThrow(
      'explain: expected 1 inputs, which score "label-free importance" is for; got 2.',
    );
  });
});

describe('similarity', () => {
  const references = ndarray(numbers(3 * LATENT, 5), [3, LATENT]);
  const latents = ndarray(numbers(3 * LATENT, 8), [3, LATENT]);
  const row = (array: NdArray, i: number) => Array.from({ length: LATENT }, (_, k) => array.get(i, k));
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, k) => sum + value * b[k]!, 0);

  it('compares each latent with its own reference, or all with one', () => {
    const products = [0, 1, 2].map((i) => dot(row(latents, i), row(references, i)));
    close(conceptScores(latents, [similarity(references)]).data, products, 1e-6);
    const cosines = [0, 1, 2].map(
      (i) => products[i]! / Math.hypot(...row(latents, i)) / Math.hypot(...row(references, i)),
    );
    close(conceptScores(latents, [similarity(references, { measure: 'cosine' })]).data, cosines, 1e-6);
    const withSecond = [0, 1, 2].map((i) => dot(row(latents, i), row(references, 1)));
    close(conceptScores(latents, [similarity(references.pick(1))]).data, withSecond, 1e-6);
    close(
      conceptScores(latents, [similarity(references.lo(1, 0).hi(1, LATENT), { measure: 'cosine' })]).data,
      conceptScores(latents, [cosine(conceptVector('c', row(references, 1)))]).data,
      1e-6,
    );
  });

  it('takes a zero reference for the dot product, and rejects it for the cosine', () => {
    const zero = ndarray(new Float32Array(LATENT), [LATENT]);
    expect([...conceptScores(latents, [similarity(zero)]).data]).toEqual([0, 0, 0]);
    expect(() => similarity(zero, { measure: 'cosine' })).toThrow(
      "similarity: reference latent 0 is zero, and the cosine with it is not defined; use measure: 'dotProduct'.",
    );
  });

  it.each([
    [() => similarity(ndarray([1, Number.NaN], [2])), /^similarity: the reference latents must be finite;/],
    [() => similarity([1, 2] as never), /^similarity, the reference latents: expected an ndarray/],
    [() => similarity(references, { measure: 'dot' as never }), /^similarity: measure must be/],
    [() => labelFree(references, { measure: 'cosine' } as never), /^labelFree: unknown option "measure"/],
  ])('rejects %#', (make, message) => {
    expect(make).toThrow(message);
  });
});

describe('reconstructionError', () => {
  const vaeOf = (activation: 'tanh' | 'relu', shape: readonly number[] = SHAPE) => {
    const { dense, flatten, reshape } = tfl.layers;
    const size = shape.reduce((a, b) => a * b);
    const init = (seed: number) => ({ kernelInitializer: tfl.initializers.glorotNormal({ seed }) });
    return {
      encoder: tfl.sequential({
        layers: [
          flatten({ inputShape: [...shape] }),
          dense({ units: 7, activation, ...init(1) }),
          dense({ units: LATENT, ...init(2) }),
        ],
      }),
      decoder: tfl.sequential({
        layers: [
          dense({ inputShape: [LATENT], units: 7, activation, ...init(3) }),
          dense({ units: size, activation: 'sigmoid', ...init(4) }),
          reshape({ targetShape: [...shape] }),
        ],
      }),
    };
  };

  it.each([
    ['squared', tf.square],
    ['absolute', tf.abs],
  ] as const)('%s, and its gradient, are those of the two models', async (measure, each) => {
    const vae = vaeOf('tanh');
    const { encoder, score } = reconstructionError(layersEncoder(vae.encoder), layersDecoder(vae.decoder), {
      measure,
    });
    const inputs = images(3);
    const { maps, scores, concept } = await explain(encoder, score, inputs, gradient());
    const errors = (x: tf.Tensor) =>
      tf.mean(each(tf.sub(x, vae.decoder.apply(vae.encoder.apply(x)) as tf.Tensor)), [1, 2, 3]);
    const x = tf.tensor(inputs.data, inputs.shape);
    close(scores.data, errors(x).dataSync(), 1e-6);
    // The error of an input does not depend on the others, so the gradient of the sum has the gradient of each.
    close(
      maps.data,
      tf
        .grad((input) => tf.sum(errors(input)))(x)
        .dataSync(),
    );
    expect([score.name, concept.name]).toEqual(['reconstruction error', 'reconstruction error']);
  });

  it('is explained completely by integrated gradients', async () => {
    const vae = vaeOf('tanh');
    const { encoder, score } = reconstructionError(layersEncoder(vae.encoder), layersDecoder(vae.decoder));
    const { scores, completenessGaps } = await explain(
      encoder,
      score,
      images(2),
      integratedGradients({ steps: 40 }),
    );
    expect(largest(completenessGaps!.data)).toBeLessThan(1e-5 * largest(scores.data));
  });

  it('keeps the values per sample of a conditional encoder', async () => {
    const picture = tfl.input({ shape: [3], name: 'picture' });
    const condition = tfl.input({ shape: [2], name: 'condition' });
    const joined = tfl.layers.concatenate().apply([picture, condition]) as tfl.SymbolicTensor;
    const latent = tfl.layers.dense({ units: 2, activation: 'tanh' }).apply(joined) as tfl.SymbolicTensor;
    const model = tfl.model({ inputs: [picture, condition], outputs: latent });
    const decoder = tfl.sequential({ layers: [tfl.layers.dense({ inputShape: [2], units: 3 })] });
    const given = ndarray(Float32Array.of(1, 0, 0, 1, -1, 2), [3, 2]);
    const own = layersEncoder(model, { given: { condition: given } });
    const { encoder, score } = reconstructionError(own, layersDecoder(decoder));
    const inputs = ndarray(Float32Array.of(1, 2, 3, -1, 0, 1, 2, 2, 0), [3, 3]);
    const { scores } = await explain(encoder, score, inputs, gradient(), { batchSize: 2 });
    const x = tf.tensor2d(inputs.data, [3, 3]);
    const z = model.predict([x, tf.tensor2d(given.data, [3, 2])]) as tf.Tensor;
    const errors = tf.mean(tf.square(tf.sub(x, decoder.predict(z) as tf.Tensor)), 1);
    close(scores.data, errors.dataSync(), 1e-6);
  });

  it('rejects models without a graph and models that do not fit', () => {
    const { encoder, decoder } = vaeOf('relu');
    const other = vaeOf('relu', [4, 4, 1]).decoder;
    expect(() =>
      reconstructionError(
        layersEncoder(encoder),
        functionDecoder((z) => z),
      ),
    ).toThrow('reconstructionError: expected a decoder with a graph; got one without;');
    const { graph: _, ...hidden } = layersEncoder(encoder);
    expect(() => reconstructionError(hidden, layersDecoder(decoder))).toThrow(
      'reconstructionError: expected an encoder with a graph,',
    );
    expect(() => reconstructionError(layersEncoder(encoder), layersDecoder(other))).toThrow(
      'reconstructionError: the decoder must fit the encoder; the inputs have shape [6,5,2] for the encoder and [4,4,1] for the decoder.',
    );
    expect(() =>
      reconstructionError(layersEncoder(encoder), layersDecoder(decoder), { measure: 'mse' as never }),
    ).toThrow('reconstructionError: measure must be');
  });
});
