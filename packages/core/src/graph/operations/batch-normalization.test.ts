import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { expectClose, expectRight, modelOf, nodesOf } from '../../../test/one-layer.js';
import { random } from '../../../test/small-models.js';
import { layersEncoder } from '../../encoders/layers-model/layers-encoder.js';

const { layers } = tfl;

beforeAll(() => useBackend('cpu'));

describe('batch normalisation', () => {
  it.each([
    [[4], -1],
    [[3, 2], 2],
    [[3, 4, 2], -1],
  ])('of shape %j, channels on axis %j', async (inputShape, axis) => {
    for (const [scale, center] of [
      [true, true],
      [false, true],
      [true, false],
    ]) {
      const options = { axis, scale: scale!, center: center!, inputShape } as object;
      const model = modelOf(layers.batchNormalization(options));
      // Without γ or β, tfjs' tape fails because it reads a missing tensor.
      await expectRight(model, random([2, ...inputShape]), { tape: scale! && center!, linear: true });
    }
  });

  it.each([1, -2])('with the channels on axis %i equals that of the permuted image', async (axis) => {
    const inputShape = [3, 3, 2];
    const one = modelOf(layers.batchNormalization({ axis, inputShape } as object));
    const last = layers.batchNormalization();
    const swap = axis === 1 ? [3, 2, 1] : [1, 3, 2];
    const other = tfl.sequential({
      layers: [
        layers.permute({ dims: swap, inputShape }),
        last,
        layers.permute({ dims: swap }),
        layers.flatten(),
      ],
    });
    const weights = one.getWeights();
    const shape = last.getWeights()[0]!.shape;
    other.setWeights(weights.map((weight) => tf.reshape(weight, shape)));
    const x = random([2, ...inputShape]);
    for (const backend of ['wasm', 'cpu'] as const) {
      await useBackend(backend);
      const [a, b] = [layersEncoder(one).trace(x), layersEncoder(other).trace(x)];
      expectClose(a.latent.dataSync(), b.latent.dataSync());
      const cotangent = random(a.latent.shape, 3) as tf.Tensor2D;
      const [ga, gb] = [await a.backward(cotangent), await b.backward(cotangent)];
      expectClose(ga.dataSync(), gb.dataSync());
    }
    expect(nodesOf(layers.batchNormalization({ axis, inputShape } as object))).toHaveLength(1);
  });
});
