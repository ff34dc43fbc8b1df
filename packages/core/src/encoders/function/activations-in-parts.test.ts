import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { random } from '../../../test/small-models.js';
import type { ActivationName } from '../../graph/operations/activation.js';
import { functionEncoder } from './function-encoder.js';

type F = (x: tf.Tensor) => tf.Tensor;
const slopes = [0.25, -0.5, 0, 1.5];
const alphas = () => tf.tensor1d(slopes);

const SPELLINGS: Record<string, [ActivationName, F]> = {
  'max(x, 0)': ['relu', (x) => tf.maximum(x, 0)],
  'x · (x > 0)': ['relu', (x) => tf.mul(x, tf.cast(tf.greater(x, 0), 'float32'))],
  'x · step(x)': ['relu', (x) => tf.mul(x, tf.step(x))],
  'where(x > 0, x, 0)': ['relu', (x) => tf.where(tf.greater(x, 0), x, 0)],
  'where(x > 0, x, zerosLike(x))': ['relu', (x) => tf.where(tf.greater(x, 0), x, tf.zerosLike(x))],
  'clipByValue(x, 0, 6)': ['relu6', (x) => tf.clipByValue(x, 0, 6)],
  'min(relu(x), 6)': ['relu6', (x) => tf.minimum(tf.relu(x), 6)],
  'where(x > 0, x, x / 10)': ['leakyRelu', (x) => tf.where(tf.greater(x, 0), x, tf.mul(x, 0.1))],
  'max(x, x / 10)': ['leakyRelu', (x) => tf.maximum(x, tf.mul(x, 0.1))],
  'relu(x) − α relu(−x)': ['prelu', (x) => tf.sub(tf.relu(x), tf.mul(alphas(), tf.relu(tf.neg(x))))],
  'x sigmoid(x)': ['swish', (x) => tf.mul(x, tf.sigmoid(x))],
  'x clip(x + 3, 0, 6) / 6': ['hardSwish', (x) => tf.div(tf.mul(x, tf.clipByValue(tf.add(x, 3), 0, 6)), 6)],
  'x tanh(softplus(x))': ['mish', (x) => tf.mul(x, tf.tanh(tf.softplus(x)))],
  'x (1 + erf(x / √2)) / 2': [
    'gelu',
    (x) => tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.div(x, Math.SQRT2)))),
  ],
  '1 / (1 + exp(−x))': ['sigmoid', (x) => tf.div(1, tf.add(1, tf.exp(tf.neg(x))))],
};

describe.each(BACKENDS)('activations that a function spells in parts, on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each(Object.entries(SPELLINGS))('%s', async (_, [name, f]) => {
    const kernel = random([4, 4], 1);
    const linear = (x: tf.Tensor) => tf.matMul(x as tf.Tensor2D, kernel as tf.Tensor2D);
    const encoder = functionEncoder((x) => linear(f(linear(x))), { inputShape: [4] });
    const x = tf.mul(random([6, 4], 3), 4.3);
    const cotangent = random([6, 4], 5) as tf.Tensor2D;
    const { numTensors } = tf.memory();
    const trace = encoder.trace(x);
    const plain = await trace.backward(cotangent);
    const matched: string[] = [];
    const same = await trace
      .backward(cotangent, ({ operation }) => {
        if (operation.kind === 'activation' && operation.activation === name) {
          matched.push(operation.activation);
          return { name: 'ordinary', backward: ({ vjp, cotangent: arriving }) => vjp(arriving) };
        }
        return undefined;
      })
      .catch((error: Error) => error);
    if (same instanceof Error) throw same;
    expect(matched).toContain(name);
    const close = Array.from(plain.dataSync(), (value) => expect.closeTo(value, 4));
    expect(Array.from(same.dataSync())).toEqual(close);
    const zero = await trace.backward(cotangent, ({ operation }) =>
      operation.kind === 'activation' && operation.activation === name
        ? { name: 'stop', backward: ({ inputs: [input] }) => [tf.zerosLike(input!)] }
        : undefined,
    );
    expect(Array.from(zero.dataSync()).every((value) => value === 0)).toBe(true);
    trace.dispose();
    tf.dispose([plain, same, zero]);
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it('a copy of an activation is not a second activation', async () => {
    const encoder = functionEncoder(
      (x) => {
        const active = tf.relu(x);
        return tf.sub(tf.add(tf.mul(active, 1), 0), tf.mul(tf.clone(active), 3));
      },
      { inputShape: [4] },
    );
    const x = tf.tensor2d([1, 2, -3, 4], [1, 4]);
    const trace = encoder.trace(x);
    // The rule sees the sum of all cotangents, 1 − 3, at the only activation.
    const arriving: number[][] = [];
    await trace.backward(tf.ones<tf.Rank.R2>([1, 4]), ({ operation }) =>
      operation.kind === 'activation' && operation.activation === 'relu'
        ? {
            name: 'ordinary',
            backward: ({ cotangent, vjp }) => {
              arriving.push(Array.from(cotangent.dataSync()));
              return vjp(cotangent);
            },
          }
        : undefined,
    );
    expect(arriving).toEqual([[-2, -2, -2, -2]]);
    trace.dispose();
  });

  it('leaves other functions as they are', async () => {
    const encoder = functionEncoder((x) => tf.maximum(tf.mul(tf.abs(x), x), 0.25), { inputShape: [4] });
    const trace = encoder.trace(random([2, 4], 1));
    const seen: string[] = [];
    const cotangent = tf.ones<tf.Rank.R2>([2, 4]);
    await trace.backward(cotangent, ({ operation, id }) => {
      if (operation.kind === 'activation' && id === 1) seen.push(operation.activation);
      return undefined;
    });
    expect(seen).toEqual([]);
    trace.dispose();
  });
});
