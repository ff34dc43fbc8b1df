import { conceptVector, dotProduct, type Encoder, encode, layersDecoder, scorePerSample } from '@csm/core';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { LATENT, normals, pictures, smallEncoder } from '../../test/small-vae.js';
import { decodeFunction } from './decode-function.js';
import { scoreFunction } from './score-function.js';

beforeAll(() => useBackend('cpu'));
const encoder = () => smallEncoder();
const concept = conceptVector('c', [1, -2, 0.5, 1, 0, 3]);

it('functions on the host reject empty batches, which would never end, and decoders with several outputs', async () => {
  const model = { predict: () => [tf.zeros([1, 2])] };
  expect(() => decodeFunction(model, { batchSize: 0 })).toThrow(/decodeFunction: batchSize must be a whole/);
  expect(() => scoreFunction(encoder(), concept, { batchSize: 0 })).toThrow(
    /scoreFunction: batchSize must be/,
  );
  const before = tf.memory().numTensors;
  await expect(decodeFunction(model)(normals([1, LATENT], 1))).rejects.toThrow(
    /decodeFunction: the decoder must return one tensor; got an array/,
  );
  expect(tf.memory().numTensors).toBe(before);
});

it('decodeFunction decodes batch by batch to the same pictures as the model at once', async () => {
  const model = tfl.sequential({ layers: [tfl.layers.dense({ units: 4, inputShape: [LATENT] })] });
  const latents = await encode(encoder(), pictures(5));
  const parts = await decodeFunction(model, { batchSize: 2 })(latents);
  const whole = tf.tidy(() =>
    (model.predict(tf.tensor2d(latents.data, [5, LATENT])) as tf.Tensor).dataSync(),
  );
  expect(parts.shape).toEqual([5, 4]);
  whole.forEach((value, i) => {
    expect(parts.get(Math.floor(i / 4), i % 4)).toBeCloseTo(value, 5);
  });
  // Decoders are accepted as well as models; no tensors leak.
  const before = tf.memory().numTensors;
  expect(await decodeFunction(layersDecoder(model), { batchSize: 2 })(latents)).toEqual(parts);
  expect(tf.memory().numTensors).toBe(before);
  expect(() => decodeFunction({} as never)).toThrow(/^decodeFunction: expected a decoder/);
});

it('scoreFunction takes an asynchronous encoder without derivative, and slices what is given per sample', async () => {
  const inputs = pictures(5);
  const plain = encoder();
  const asynchronous: Encoder = {
    inputShape: plain.inputShape,
    latentSize: plain.latentSize,
    encode: async (x) => plain.encode(x),
  };
  const expected = await scoreFunction(plain, concept)(inputs);
  const before = tf.memory().numTensors;
  expect(await scoreFunction(asynchronous, concept, { batchSize: 2 })(inputs)).toEqual(expected);
  const concepts = [1, 2, 3, 4, 5].map((factor) =>
    conceptVector(
      'c',
      concept.vector.map((value) => factor * value),
    ),
  );
  const perSample = scoreFunction(asynchronous, scorePerSample('c', concepts.map(dotProduct)), {
    batchSize: 2,
  });
  const scores = Array.from(await perSample(inputs));
  for (const [i, score] of scores.entries())
    expect(score).toBeCloseTo((i + 1) * (expected[i] ?? Number.NaN), 4);
  expect(tf.memory().numTensors).toBe(before);
  await expect(perSample(pictures(4))).rejects.toThrow(
    'scoreFunction: expected 5 inputs, which the score is for; got 4.',
  );
});
