import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { layersEncoder } from './layers-encoder.js';
import type { BackwardRule } from './rules.js';
import { vaeEncoder } from './small-models.test-support.js';

const { layers } = tfl;
const random = (shape: number[], seed = 1) => tf.randomNormal(shape, 0, 1, 'float32', seed);

beforeAll(() => useBackend('cpu'));

/** Encoder and tfjs' own tape must agree on latents and gradient. */
async function expectAsTape(model: tfl.LayersModel, inputs: tf.Tensor): Promise<void> {
  const encoder = layersEncoder(model);
  const predict = (x: tf.Tensor) => {
    const outputs = model.apply(x, { training: false });
    return (Array.isArray(outputs) ? outputs[0] : outputs) as tf.Tensor2D;
  };
  const expected = predict(inputs);
  const cotangent = random(expected.shape, 9) as tf.Tensor2D;
  const trace = encoder.trace(inputs);
  const gradient = await trace.backward(cotangent);
  expectSame(encoder.encode(inputs), expected);
  expectSame(trace.latent, expected);
  expectSame(gradient, tf.grad(predict)(inputs, cotangent));
  trace.dispose();
}

function expectSame(a: tf.Tensor, b: tf.Tensor): void {
  const scale = tf.max(tf.abs(b)).dataSync()[0]!;
  expect(a.shape).toEqual(b.shape);
  expect(scale).toBeGreaterThan(0);
  expect(tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]!).toBeLessThan(2e-6 * scale);
}

describe('layersEncoder agrees with the tape', () => {
  it('on a VAE encoder, whose mean it finds', async () => {
    const model = vaeEncoder();
    const encoder = layersEncoder(model);
    expect([encoder.inputShape, encoder.latentSize]).toEqual([[9, 8, 2], 5]);
    await expectAsTape(model, random([3, 9, 8, 2]));
  });

  it('on nested models, called twice', async () => {
    const inner = tfl.sequential({
      layers: [
        layers.dense({ units: 6, activation: 'sigmoid', inputShape: [6], name: 'a' }),
        layers.dense({ units: 6, activation: 'elu', name: 'b' }),
      ],
    });
    const input = tfl.input({ shape: [6] });
    const once = inner.apply(input) as tfl.SymbolicTensor;
    const twice = inner.apply(once) as tfl.SymbolicTensor;
    const sum = layers.add().apply([once, twice]) as tfl.SymbolicTensor;
    const model = tfl.model({ inputs: input, outputs: sum });
    await expectAsTape(model, random([4, 6]));
    expect(layersEncoder(model).graph!.nodes.map((node) => node.name)).toEqual([
      input.sourceLayer.name,
      'a',
      'a/sigmoid',
      'b',
      'b/elu',
      'a',
      'a/sigmoid',
      'b',
      'b/elu',
      sum.sourceLayer.name,
    ]);
  });

  it('on branches, concatenation, a layer used twice, and layers it cannot see into', async () => {
    const input = tfl.input({ shape: [8, 8, 3] });
    const shared = layers.conv2d({ filters: 3, kernelSize: 3, padding: 'same', activation: 'softsign' });
    const a = shared.apply(input) as tfl.SymbolicTensor;
    const b = shared.apply(a) as tfl.SymbolicTensor;
    const c = layers
      .globalAveragePooling2d({})
      .apply(layers.concatenate().apply([a, b])) as tfl.SymbolicTensor;
    const d = layers
      .flatten()
      .apply(layers.averagePooling2d({ poolSize: 2 }).apply(layers.multiply().apply([a, b])));
    const merged = layers.concatenate().apply([c, d as tfl.SymbolicTensor]);
    const output = layers.dense({ units: 4, activation: 'swish' }).apply(merged) as tfl.SymbolicTensor;
    await expectAsTape(tfl.model({ inputs: input, outputs: output }), random([2, 8, 8, 3]));
  });

  it.each(['relu6', 'selu', 'hardSigmoid', 'softplus', 'mish', 'softmax', 'logSoftmax'] as const)(
    'on %s',
    async (activation) => {
      const model = tfl.sequential({
        layers: [layers.dense({ units: 9, inputShape: [5], activation: activation as 'relu6' })],
      });
      await expectAsTape(model, tf.mul(random([6, 5]), 4));
    },
  );

  it('up to a named layer of a bigger model', () => {
    const model = vaeEncoder();
    const x = random([2, 9, 8, 2]);
    const encoder = layersEncoder(model, { output: 'z_log_var' });
    expectSame(encoder.encode(x), (model.predict(x) as tf.Tensor[])[1]!);
  });
});

describe('pooling', () => {
  it('sends the cotangent of a tied maximum to the first place of its window, also on wasm', async () => {
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

  it('averages over the cells inside the image: the gradient by finite differences', async () => {
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

describe('layersEncoder refuses', () => {
  const input = () => tfl.input({ shape: [4] });
  const dense = (x: tfl.SymbolicTensor, name?: string) =>
    layers.dense({ units: 3, ...(name && { name }) }).apply(x) as tfl.SymbolicTensor;

  it('an output it cannot choose', () => {
    const x = input();
    const model = tfl.model({ inputs: x, outputs: [dense(x, 'one'), dense(x, 'two')] });
    expect(() => layersEncoder(model)).toThrow(/2 outputs \(one, two\).*output: 'one'/);
    expect(() => layersEncoder(model, { output: 'three' })).toThrow(/no layer "three"; it has .*one, two/);
    expect(layersEncoder(model, { output: 'two' }).latentSize).toBe(3);
  });

  it('a latent that is no vector', () => {
    const x = tfl.input({ shape: [4, 4, 1] });
    const y = layers.conv2d({ filters: 2, kernelSize: 2, name: 'c' }).apply(x) as tfl.SymbolicTensor;
    expect(() => layersEncoder(tfl.model({ inputs: x, outputs: y }))).toThrow(
      'the latent must have shape [batch, n]; the output of "c" has shape [batch,3,3,2]',
    );
  });

  it('a latent of two inputs', () => {
    const a = input();
    const b = input();
    const sum = layers.add().apply([a, b]) as tfl.SymbolicTensor;
    expect(() => layersEncoder(tfl.model({ inputs: [a, b], outputs: sum }))).toThrow(
      /exactly one input; it depends on 2/,
    );
  });

  it('inputs and cotangents of another shape', async () => {
    const encoder = layersEncoder(vaeEncoder());
    expect(() => encoder.encode(tf.zeros([2, 9, 8, 3]))).toThrow(
      'encode: expected inputs of shape [batch,9,8,2]; got [2,9,8,3]',
    );
    const trace = encoder.trace(tf.zeros([2, 9, 8, 2]));
    await expect(trace.backward(tf.zeros([1, 5]))).rejects.toThrow("latent's shape [2,5]; got [1,5]");
    trace.dispose();
    trace.dispose();
    await expect(trace.backward(tf.zeros([2, 5]))).rejects.toThrow('this trace was disposed');
  });
});

describe('memory', () => {
  it('is the same before and after passes, and after rules that throw', async () => {
    const encoder = layersEncoder(vaeEncoder());
    const x = random([2, 9, 8, 2]);
    const cotangent = random([2, 5]) as tf.Tensor2D;
    const failing = (stage: 'read' | 'backward' | 'shape'): BackwardRule => ({
      name: `fails in ${stage}`,
      read(step) {
        const tensor = tf.abs(step.output);
        if (stage === 'read') throw new Error('read');
        return tensor;
      },
      backward(step) {
        const tensor = tf.abs(step.cotangent);
        if (stage === 'backward') throw new Error('backward');
        return [tf.concat([tensor, tensor])];
      },
    });
    const before = tf.memory().numTensors;
    for (const stage of ['read', 'backward', 'shape'] as const) {
      const trace = encoder.trace(x);
      const rule = failing(stage);
      await expect(
        trace.backward(cotangent, (node) => (node.operation.kind === 'convolution' ? rule : undefined)),
      ).rejects.toThrow(stage === 'shape' ? /must return one cotangent an input/ : stage);
      trace.dispose();
    }
    encoder.encode(x).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('sees weights that are trained further', () => {
    const model = vaeEncoder();
    const encoder = layersEncoder(model);
    const x = random([1, 9, 8, 2]);
    const first = encoder.encode(x);
    const weights = model.getLayer('z_mean').getWeights();
    model.getLayer('z_mean').setWeights(weights.map((weight) => tf.mul(weight, 2)));
    expectSame(encoder.encode(x), tf.mul(first, 2));
  });
});
