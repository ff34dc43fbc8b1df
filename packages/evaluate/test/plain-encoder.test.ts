import { conceptVector, type Encoder } from '@csm/core';
import { ablation, gridFeatures, occlusion } from '@csm/explainers';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { decodeFunction, evaluate } from '../src/index.js';
import { LATENT, pictures, SIZE, shiftedLatents, smallEncoder } from './small-vae.js';

beforeAll(() => useBackend('cpu'));

it('evaluate measures methods that only encode on a plain object with an asynchronous encode, as on the model', async () => {
  const small = smallEncoder();
  const plain: Encoder = {
    inputShape: small.inputShape,
    latentSize: LATENT,
    encode: async (inputs) => await small.encode(inputs),
  };
  const masks = ndarray(
    Float32Array.from({ length: SIZE * SIZE }, (_, i) => (i < 12 ? 1 : 0)),
    [SIZE, SIZE],
  );
  const decoder = tfl.sequential({
    layers: [
      tfl.layers.dense({ units: SIZE * SIZE * 2, inputShape: [LATENT] }),
      tfl.layers.reshape({ targetShape: [SIZE, SIZE, 2] }),
    ],
  });
  const options = {
    randomConcepts: 3,
    steps: 4,
    samples: 5,
    masks,
    examples: { positives: shiftedLatents(30, 3, 1), negatives: shiftedLatents(40, 0, 2) },
    decode: decodeFunction(decoder),
    onWarning: () => {},
  };
  const methods = [
    occlusion({ window: [3, 3] }),
    ablation({ features: gridFeatures(small.inputShape, { size: 2 }) }),
  ];
  const concept = conceptVector('smile', [1, -2, 0.5, 1, 0, 3]);
  const before = tf.memory().numTensors;
  const found = await evaluate(plain, concept, pictures(3), methods, options);
  expect(tf.memory().numTensors).toBe(before);
  const expected = await evaluate(small, concept, pictures(3), methods, options);
  // Without a graph there are no weights to randomise.
  const rows = expected.rows.filter(({ measure }) => !measure.startsWith('model control'));
  expect(rows.length).toBeGreaterThan(30);
  expect(new Set(rows.map(({ measure }) => measure.split(':')[0]))).toEqual(
    new Set([
      'concept control',
      'localisation',
      'complexity',
      'faithfulness',
      'generative agreement',
      'stability',
    ]),
  );
  expect(found.rows).toEqual(rows);
});
