import { conceptVector, explain, layersEncoder } from '@csm/core';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { gradient } from '../methods/gradient.js';
import { gradientShap } from '../methods/gradient-shap.js';
import { smoothGrad } from '../wrappers/smooth-grad.js';

beforeAll(() => useBackend('cpu'));

/** The layer of `geneVae`: ln(1 + x). */
class Log1p extends tfl.layers.Layer {
  static className = 'Log1p';
  override computeOutputShape(shape: number[]): number[] {
    return shape;
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.log1p([inputs].flat()[0]!);
  }
}

function countModel(): tfl.LayersModel {
  const counts = tfl.input({ shape: [3] });
  const logs = new Log1p({ name: 'log1p' }).apply(counts) as tfl.SymbolicTensor;
  const hidden = tfl.layers.dense({ units: 4, activation: 'relu' }).apply(logs);
  const latent = tfl.layers.dense({ units: 2 }).apply(hidden as tfl.SymbolicTensor);
  return tfl.model({ inputs: counts, outputs: latent as tfl.SymbolicTensor });
}

const concept = conceptVector('c', Float32Array.of(1, -1));
const counts = ndarray(Float32Array.of(0, 40, 3, 0, 0, 200), [2, 3]);
const reason =
  /the noise must leave all inputs above −1, because the encoder begins with ln\(1 \+ x\) \("log1p"\).*made one of -\d.*use less noise, or .*\{ input: 'log1p' \}/;

it('names the reason and the way round if noise takes counts out of the domain of the logarithm', async () => {
  const model = countModel();
  const encoder = layersEncoder(model);
  const before = tf.memory().numTensors;
  for (const method of [
    smoothGrad(gradient(), { noise: 0.2, samples: 20 }),
    smoothGrad(gradient(), { samples: 2, draw: (_, inputs) => tf.tidy(() => tf.neg(tf.onesLike(inputs))) }),
    gradientShap({ baselines: counts, samples: 20, noise: 30 }),
  ]) {
    const error: unknown = await explain(encoder, concept, counts, method).catch((caught) => caught);
    expect(error).toMatchObject({ code: 'ERR_NOT_FINITE', message: expect.stringMatching(reason) });
  }
  expect(tf.memory().numTensors).toBe(before);
});

it('lets little noise pass, and any noise after the logarithm', async () => {
  const model = countModel();
  const few = await explain(layersEncoder(model), concept, counts, smoothGrad(gradient(), { noise: 1e-4 }));
  expect(few.maps.data.every(Number.isFinite)).toBe(true);
  const after = layersEncoder(model, { input: 'log1p' });
  const logs = ndarray(counts.data.map(Math.log1p), counts.shape);
  for (const method of [smoothGrad(gradient(), { noise: 2 }), gradientShap({ baselines: logs, noise: 3 })]) {
    const { maps } = await explain(after, concept, logs, method, { onWarning: () => {} });
    expect(maps.data.every(Number.isFinite)).toBe(true);
  }
});
