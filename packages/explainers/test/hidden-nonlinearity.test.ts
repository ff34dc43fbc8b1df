import { conceptVector, explain, layersEncoder } from '@csm/core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { gradient } from '../src/methods/gradient.js';
import { guidedBackprop } from '../src/methods/guided-backprop.js';
import { rectifiedGradient } from '../src/methods/rectified-gradient.js';

beforeAll(() => useBackend('cpu'));

const { layers } = tfl;
const ones = conceptVector('ones', [1, 1, 1]);

it('methods with rules refuse a layer whose ReLU their rules cannot reach', async () => {
  const recurrent = layers.simpleRNN({
    units: 3,
    activation: 'relu',
    recurrentInitializer: 'glorotNormal',
    name: 'recurrent',
    inputShape: [4, 2],
  });
  const encoder = layersEncoder(tfl.sequential({ layers: [recurrent] }));
  const x = ndarray(Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8]), [1, 4, 2]);
  for (const explainer of [guidedBackprop(), rectifiedGradient()]) {
    await expect(explain(encoder, ones, x, explainer)).rejects.toThrow(
      'layer "recurrent" (SimpleRNN) applies a nonlinearity inside, where the method\'s rule cannot reach it',
    );
  }
  expect((await explain(encoder, ones, x, gradient())).maps.size).toBe(8);
});
