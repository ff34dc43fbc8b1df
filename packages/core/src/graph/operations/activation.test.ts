import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { expectDefinition, numbers } from '../../../test/against-definition.js';
import { expectRight, modelOf, nodesOf } from '../../../test/one-layer.js';
import { random } from '../../../test/small-models.js';
import { layersEncoder } from '../../encoders/layers-model/layers-encoder.js';
import { isFlat } from '../linear.js';
import { forward, vjp } from '../operation.js';
import type { Activation, ActivationName } from './activation.js';

const { layers } = tfl;

beforeAll(() => useBackend('cpu'));

type KerasName = NonNullable<Parameters<typeof layers.dense>[0]['activation']>;

/** Every activation that tfjs-layers has registered, so that a new one cannot be missed. */
const linear = layers.activation({ activation: 'linear' }) as unknown as { activation: object };
const base = Object.getPrototypeOf(linear.activation.constructor);
const registered = Object.entries(tf.serialization.SerializationMap.getMap().classNameMap)
  .filter(([, [create]]) => Object.getPrototypeOf(create) === base)
  .map(([name]) => name as KerasName);

const inputs = () => tf.mul(random([5, 7]), 3);

describe('every activation of tfjs-layers', () => {
  it('is supported', () => {
    expect([...registered].sort()).toEqual(
      [
        ...['elu', 'gelu', 'gelu_new', 'hardSigmoid', 'linear', 'logSoftmax', 'mish', 'relu', 'relu6'],
        ...['selu', 'sigmoid', 'softmax', 'softplus', 'softsign', 'swish', 'tanh'],
      ].sort(),
    );
  });

  it.each(registered)('%s, as a layer and as the activation of a layer', async (activation) => {
    const alone = layers.activation({ activation, inputShape: [7] });
    const own = layers.dense({ units: 6, activation, inputShape: [7] });
    await expectRight(modelOf(alone), inputs());
    await expectRight(modelOf(own), inputs());
    const expected = activation === 'linear' ? ['dense'] : ['dense', 'activation'];
    expect(nodesOf(own).map((node) => node.operation.kind)).toEqual(expected);
  });
});

describe('layers that are activations', () => {
  it.each<[string, () => tfl.layers.Layer, ActivationName]>([
    ['ReLU', () => layers.reLU({ inputShape: [7] }), 'relu'],
    ['ReLU with a maximum', () => layers.reLU({ maxValue: 1.5, inputShape: [7] }), 'relu'],
    ['LeakyReLU', () => layers.leakyReLU({ alpha: 0.2, inputShape: [7] }), 'leakyRelu'],
    ['ThresholdedReLU', () => layers.thresholdedReLU({ theta: 0.7, inputShape: [7] }), 'thresholdedRelu'],
    ['ELU', () => layers.elu({ inputShape: [7] }), 'elu'],
    ['PReLU', () => layers.prelu({ inputShape: [7] }), 'prelu'],
    ['Softmax', () => layers.softmax({ axis: -1, inputShape: [7] }), 'softmax'],
  ])('%s', async (_name, create, activation) => {
    // tfjs' tape cannot differentiate a thresholded ReLU, whose slopes are checked below.
    await expectRight(modelOf(create()), inputs(), { tape: activation !== 'thresholdedRelu' });
    expect(nodesOf(create())[0]!.operation).toMatchObject({ kind: 'activation', activation });
  });

  it.each([[undefined], [[1, 2]], [[2]]])('PReLU over images, axes %j shared', async (sharedAxes) => {
    const layer = layers.prelu({ inputShape: [3, 4, 2], ...(sharedAxes && { sharedAxes }) } as object);
    const model = modelOf(layer);
    const x = random([2, 3, 4, 2]);
    await expectRight(model, x);
    const [alpha] = model.getWeights();
    const values = alpha!.dataSync();
    const width = alpha!.shape[1]!;
    const [, , channels] = alpha!.shape;
    const at = (row: number, column: number, channel: number) =>
      values[((alpha!.shape[0] === 1 ? 0 : row) * width + (width === 1 ? 0 : column)) * channels! + channel]!;
    const z = x.arraySync() as number[][][][];
    const expected = z.map((rows) =>
      rows.map((cells, i) => cells.map((cell, j) => cell.map((v, k) => (v > 0 ? v : v * at(i, j, k))))),
    );
    const latent = layersEncoder(model).encode(x);
    expect(
      tf.max(tf.abs(tf.sub(latent, tf.reshape(tf.tensor(expected), latent.shape)))).dataSync()[0],
    ).toBeLessThan(1e-6);
  });

  it('have slope 0 on the flat side of a kink, and at 0 the slope of the negative side', () => {
    const x = tf.tensor1d([-1, 0, 1, 2, 3]);
    const slopes = (operation: Activation) => {
      const record = { inputs: [x], output: forward(operation, [x]) };
      return [...vjp(operation, record, tf.onesLike(x))[0]!.dataSync()];
    };
    expect(slopes({ kind: 'activation', activation: 'relu' })).toEqual([0, 0, 1, 1, 1]);
    expect(slopes({ kind: 'activation', activation: 'relu', maximum: 2 })).toEqual([0, 0, 1, 1, 0]);
    expect(slopes({ kind: 'activation', activation: 'leakyRelu', alpha: 0.5 })).toEqual([0.5, 0.5, 1, 1, 1]);
    expect(slopes({ kind: 'activation', activation: 'thresholdedRelu', theta: 1 })).toEqual([0, 0, 0, 1, 1]);
  });
});

describe('activations with parameters', () => {
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  it.each<[Omit<Activation, 'kind'>, (x: number) => number]>([
    [{ activation: 'elu', alpha: 0.3 }, (x) => (x > 0 ? x : 0.3 * Math.expm1(x))],
    [{ activation: 'celu' }, (x) => (x > 0 ? x : Math.expm1(x))],
    [{ activation: 'celu', alpha: 2 }, (x) => (x > 0 ? x : 2 * Math.expm1(x / 2))],
    [{ activation: 'hardSigmoid', alpha: 0.3, beta: 0.4 }, (x) => Math.min(Math.max(0.3 * x + 0.4, 0), 1)],
    [{ activation: 'swish', alpha: 1.702 }, (x) => x * sigmoid(1.702 * x)],
    [{ activation: 'shrink', theta: 0.5 }, (x) => (Math.abs(x) > 0.5 ? x : 0)],
    [{ activation: 'shrink', theta: 1, beta: 0.7 }, (x) => (x > 1 ? x - 0.7 : 0) + (x < -1 ? x + 0.7 : 0)],
    [{ activation: 'mish' }, (x) => x * Math.tanh(Math.log1p(Math.exp(x)))],
  ])('%o', async (settings, own) => {
    const values = numbers(20, 3).map((x) => 2 * x);
    await expectDefinition(
      () => ({ kind: 'activation', ...settings }),
      { values, shape: [2, 10] },
      (x) => x.map(own),
    );
  });

  it('hardmax marks the first of the largest numbers', async () => {
    for (const backend of BACKENDS) {
      await useBackend(backend);
      const x = tf.tensor2d([
        [1, 3, 3],
        [-1, -2, -3],
      ]);
      const output = forward({ kind: 'activation', activation: 'hardmax' }, [x]);
      expect([...output.dataSync()]).toEqual([0, 1, 0, 1, 0, 0]);
    }
    expect(isFlat({ kind: 'activation', activation: 'hardmax' })).toBe(true);
    await useBackend('cpu');
  });

  it('softmax is stable for huge numbers', async () => {
    for (const backend of BACKENDS) {
      await useBackend(backend);
      const x = tf.tensor2d([[1000, 1000, -1000]]);
      const operation: Activation = { kind: 'activation', activation: 'softmax' };
      const output = forward(operation, [x]);
      expect([...output.dataSync()]).toEqual([0.5, 0.5, 0]);
      const [leaving] = vjp(operation, { inputs: [x], output }, tf.tensor2d([[4, 0, 0]]));
      // Either zero is right.
      expect([...leaving!.dataSync()].map((value) => value + 0)).toEqual([1, -1, 0]);
    }
    await useBackend('cpu');
  });

  // NumPy, ONNX's reference and ONNX Runtime give NaN for a row of −∞ alone: 0 / 0.
  it.each<'softmax' | 'logSoftmax'>(['softmax', 'logSoftmax'])(
    '%s of −∞, which masks, is 0 or −∞ with derivative 0; a row of −∞ alone is NaN, still with derivative 0',
    async (name) => {
      const [masked, e] = [Number.NEGATIVE_INFINITY, Math.E];
      for (const backend of BACKENDS) {
        await useBackend(backend);
        const x = tf.tensor2d([
          [masked, masked, masked],
          [1, masked, 2],
          [masked, 3, masked],
        ]);
        const operation: Activation = { kind: 'activation', activation: name };
        const output = forward(operation, [x]);
        const [p, q] = [1 / (1 + e), e / (1 + e)];
        const probabilities = [p, 0, q, 0, 1, 0];
        const numbersOfOutput = [...output.dataSync()];
        expect(numbersOfOutput.slice(0, 3)).toEqual([Number.NaN, Number.NaN, Number.NaN]);
        probabilities.forEach((probability, i) => {
          const expected = name === 'softmax' ? probability : Math.log(probability);
          if (Number.isFinite(expected)) expect(numbersOfOutput[i + 3]).toBeCloseTo(expected, 6);
          else expect(numbersOfOutput[i + 3]).toBe(expected);
        });
        const cotangent = name === 'softmax' ? [1, 2, 3, 1, 2, 3, 1, 2, 3] : [1, 2, 3, 1, 0, 3, 0, 2, 0];
        const [leaving] = vjp(operation, { inputs: [x], output }, tf.tensor2d(cotangent, [3, 3]));
        const expected =
          name === 'softmax'
            ? [0, 0, 0, -2 * p * q, 0, 2 * p * q, 0, 0, 0]
            : [0, 0, 0, 1 - 4 * p, 0, 3 - 4 * q, 0, 0, 0];
        const slopes = [...(leaving?.dataSync() ?? [])];
        expected.forEach((slope, i) => {
          expect(slopes[i], `${backend}, number ${i}`).toBeCloseTo(slope, 6);
        });
      }
      await useBackend('cpu');
    },
  );
});
