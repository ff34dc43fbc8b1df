import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { random } from '../../../test/small-models.js';
import { layersEncoder } from '../../encoders/layers-model/layers-encoder.js';

const { layers } = tfl;

beforeAll(() => useBackend('cpu'));

describe('pooling', () => {
  it('passes the cotangent of a tied maximum to the first position of its window, also on wasm', async () => {
    for (const backend of ['cpu', 'wasm'] as const) {
      await useBackend(backend);
      const model = tfl.sequential({
        layers: [layers.maxPooling2d({ poolSize: 2, inputShape: [4, 4, 1] }), layers.flatten()],
      });
      const trace = layersEncoder(model).trace(tf.zeros([1, 4, 4, 1]));
      const gradient = await trace.backward(tf.tensor2d([[1, 2, 3, 4]]));
      expect([...gradient.dataSync()]).toEqual([1, 0, 2, 0, 0, 0, 0, 0, 3, 0, 4, 0, 0, 0, 0, 0]);
    }
    await useBackend('cpu');
  });

  it('averages over the cells inside the image: the gradient matches finite differences', async () => {
    const model = tfl.sequential({
      layers: [
        layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same', inputShape: [5, 5, 1] }),
        layers.flatten(),
      ],
    });
    const encoder = layersEncoder(model);
    const x = random([1, 5, 5, 1]);
    const cotangent = random([1, encoder.latentSize], 2) as tf.Tensor2D;
    const gradient = await encoder.trace(x).backward(cotangent);
    const score = (at: number, by: number) => {
      const values = x.dataSync().slice();
      values[at]! += by;
      return tf.sum(tf.mul(encoder.encode(tf.tensor(values, x.shape)), cotangent)).dataSync()[0]!;
    };
    gradient.dataSync().forEach((value, i) => {
      // The pooling is linear, so a difference over ±1 is exact up to rounding.
      expect(value).toBeCloseTo((score(i, 1) - score(i, -1)) / 2, 5);
    });
  });
});
