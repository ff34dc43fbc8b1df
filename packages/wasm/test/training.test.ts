import '@tensorflow/tfjs-backend-wasm';
// The import registers tfjs' gradients.
import '@tensorflow/tfjs-layers';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerKernels, unregisterKernels } from '../src/register.js';
import { backendNamed, errorRatio, randomValues } from './kernels-on-backends.js';

beforeAll(registerKernels);
afterAll(unregisterKernels);

const SHAPES: Record<string, number[]> = {
  convolution: [4, 4, 2, 6],
  dense: [96, 20],
  back: [20, 96],
  transposed: [4, 4, 5, 6],
  scale: [6],
  offset: [6],
  last: [3, 3, 5, 1],
};

/** A convolution, batch normalisation, two dense layers, a transposed convolution and a last convolution, on the current backend. */
function network() {
  const variable = (shape: number[], seed: number): tf.Variable =>
    tf.tidy(() => tf.variable(tf.tensor(randomValues(shape, seed).values, shape)));
  const weights: Record<string, tf.Variable> = Object.fromEntries(
    Object.entries(SHAPES).map(([name, shape], i) => [name, variable(shape, i)]),
  );
  const images = tf.tensor4d(randomValues([3, 8, 8, 2], 9).values, [3, 8, 8, 2]);
  const loss = (): tf.Scalar => {
    const convolved = tf.relu(tf.conv2d(images, weights.convolution as tf.Tensor4D, 2, 'same'));
    const { mean, variance } = tf.moments(convolved, [0, 1, 2]);
    const offset = weights.offset as tf.Tensor1D;
    const scale = weights.scale as tf.Tensor1D;
    const normalised = tf.batchNorm(
      convolved,
      mean as tf.Tensor1D,
      variance as tf.Tensor1D,
      offset,
      scale,
      1e-3,
    );
    const latent = tf.matMul(tf.reshape(normalised, [3, 96]), weights.dense as tf.Tensor2D);
    const decoded = tf.reshape(tf.matMul(latent, weights.back as tf.Tensor2D), [3, 4, 4, 6]) as tf.Tensor4D;
    const upsampled = tf.conv2dTranspose(decoded, weights.transposed as tf.Tensor4D, [3, 8, 8, 5], 2, 'same');
    const output = tf.conv2d(tf.tanh(upsampled) as tf.Tensor4D, weights.last as tf.Tensor4D, 1, 'same');
    return tf.mean(tf.square(output)) as tf.Scalar;
  };
  return { weights, loss, dispose: () => tf.dispose([images, ...Object.values(weights)]) };
}

async function gradientsOn(name: 'cpu' | 'wasm'): Promise<Record<string, Float32Array>> {
  await backendNamed(name);
  const { weights, loss, dispose } = network();
  const { value, grads } = tf.variableGrads(loss, Object.values(weights));
  const result: Record<string, Float32Array> = { loss: await value.data<'float32'>() };
  for (const [weight, variable] of Object.entries(weights))
    result[weight] = await grads[variable.name]!.data<'float32'>();
  tf.dispose([value, grads]);
  dispose();
  return result;
}

describe('training on wasm', () => {
  it('has the gradients of the cpu backend', async () => {
    const expected = await gradientsOn('cpu');
    const actual = await gradientsOn('wasm');
    for (const name of Object.keys(expected)) {
      const largest = expected[name]!.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
      const scaled = (values: Float32Array): Float32Array => values.map((value) => value / largest);
      // The longest sum has 3 · 8 · 8 terms, and there are seven layers.
      expect(errorRatio(scaled(actual[name]!), scaled(expected[name]!), 7 * 192), name).toBeLessThanOrEqual(
        1,
      );
    }
  });

  it('needs no more memory after 1,000 steps than after 20', async () => {
    const wasm = (await backendNamed('wasm')) as unknown as BackendWasm;
    const heap = (): Uint8Array => (wasm.wasm as unknown as { HEAPU8: Uint8Array }).HEAPU8;
    const untouched = tf.memory();
    const ids = wasm.numDataIds();
    const { loss, dispose } = network();
    const optimizer = tf.train.sgd(1e-3);
    const steps = (count: number): void => {
      for (let i = 0; i < count; i++) tf.tidy(() => void optimizer.minimize(loss));
    };
    const used = () => ({ ...tf.memory(), ids: wasm.numDataIds(), heap: heap().length });
    steps(20);
    const early = used();
    steps(980);
    expect(used()).toEqual(early);
    dispose();
    optimizer.dispose();
    expect(tf.memory()).toEqual(untouched);
    expect(wasm.numDataIds()).toBe(ids);
  });
});
