import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { expectRight, modelOf } from '../../../test/one-layer.js';
import { random } from '../../../test/small-models.js';
import { layersEncoder } from '../../encoders/layers-model/layers-encoder.js';

const { layers } = tfl;

beforeAll(() => useBackend('cpu'));

describe('layer normalisation', () => {
  it.each([
    [[6], -1],
    [[3, 4, 5], -1],
    [
      [3, 4, 5],
      [1, 2],
    ],
    [
      [3, 4, 5],
      [1, 2, 3],
    ],
    [[3, 4], 1],
  ])('of shape %j over %j, with and without γ and β', async (inputShape, axis) => {
    for (const [scale, center] of [
      [true, true],
      [false, true],
      [true, false],
      [false, false],
    ]) {
      const layer = layers.layerNormalization({ axis, scale: scale!, center: center!, inputShape } as object);
      // Without γ or β, tfjs' tape fails because it reads a missing tensor.
      await expectRight(modelOf(layer), tf.mul(random([2, ...inputShape]), 3), { tape: scale! && center! });
    }
  });

  it('matches its definition, and its gradient finite differences in float64', async () => {
    const model = modelOf(layers.layerNormalization({ epsilon: 0.1, inputShape: [4] } as object));
    const [gamma, beta] = model.getWeights().map((weight) => [...weight.dataSync()]) as [number[], number[]];
    const x = [0.5, -1, 2, 0.25];
    const normalised = (z: number[]) => {
      const mean = z.reduce((a, b) => a + b) / 4;
      const variance = z.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 4;
      return z.map((v, i) => (gamma[i]! * (v - mean)) / Math.sqrt(variance + 0.1) + beta[i]!);
    };
    const cotangent = [1, -2, 3, 0.5];
    const score = (z: number[]) => normalised(z).reduce((sum, y, i) => sum + y * cotangent[i]!, 0);
    const trace = layersEncoder(model).trace(tf.tensor2d([x]));
    const gradient = (await trace.backward(tf.tensor2d([cotangent]))).dataSync();
    trace.latent.dataSync().forEach((y, i) => {
      expect(y).toBeCloseTo(normalised(x)[i]!, 5);
    });
    x.forEach((_, i) => {
      const moved = (by: number) => score(x.map((v, j) => (i === j ? v + by : v)));
      expect(gradient[i]).toBeCloseTo((moved(1e-4) - moved(-1e-4)) / 2e-4, 5);
    });
  });
});
