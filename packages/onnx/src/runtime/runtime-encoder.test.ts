import '@tensorflow/tfjs-backend-cpu';
import { layersEncoder } from '@csm/core';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, expect, it } from 'vitest';
import { relativeDifference } from '../../../../test/browser/relative-difference.js';
import { convolutionalNetwork } from '../../test/small-networks.js';
import { runtimeEncoder } from '../runtime.js';

await tf.setBackend('cpu');

const model = convolutionalNetwork();
const encoder = layersEncoder(model);
const x = tf.randomNormal([3, 8, 8, 3], 0, 1, 'float32', 1);
afterAll(() => {
  model.dispose();
  x.dispose();
});

it('computes the same latents as in TensorFlow.js', async () => {
  const before = tf.memory().numTensors;
  const engine = await runtimeEncoder(encoder);
  const latents = await engine.encode(x);
  const own = encoder.encode(x);
  expect(relativeDifference(await latents.data(), await own.data())).toBeLessThan(1e-6);
  tf.dispose([latents, own]);
  await engine.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it('computes the same derivatives as in TensorFlow.js, for one cotangent or several at a time', async () => {
  const before = tf.memory().numTensors;
  const engine = await runtimeEncoder(encoder);
  const trace = await engine.trace(x, { rules: false });
  const own = encoder.trace(x, { rules: false });
  for (const times of [1, 2]) {
    const cotangent = tf.randomNormal([3 * times, 5], 0, 1, 'float32', 3) as tf.Tensor2D;
    const [found, expected] = [await trace.backward(cotangent), await own.backward(cotangent)];
    expect(relativeDifference(await found.data(), await expected.data())).toBeLessThan(1e-6);
    tf.dispose([cotangent, found, expected]);
  }
  trace.dispose();
  own.dispose();
  await engine.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
