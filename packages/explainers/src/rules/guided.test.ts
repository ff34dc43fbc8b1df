import { conceptVector, explain, layersEncoder } from '@csm/core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { guidedBackprop } from '../methods/guided-backprop.js';

beforeAll(() => useBackend('cpu'));

it('passes nothing through a ReLU6 at its maximum', async () => {
  const model = tfl.sequential({ layers: [tfl.layers.activation({ activation: 'relu6', inputShape: [3] })] });
  const x = ndarray(Float32Array.from([-1, 3, 50]), [1, 3]);
  const ones = conceptVector('ones', [1, 1, 1]);
  expect([...(await explain(layersEncoder(model), ones, x, guidedBackprop())).maps.data]).toEqual([0, 1, 0]);
});
