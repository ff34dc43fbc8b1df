import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import type { GraphNode } from './graph.js';
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
  tf.tidy(() => {
    const scale = tf.max(tf.abs(b)).dataSync()[0]!;
    expect(a.shape).toEqual(b.shape);
    expect(scale).toBeGreaterThan(0);
    expect(tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]!).toBeLessThan(2e-6 * scale);
  });
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

  it.each<[string, number[], () => Parameters<typeof tfl.sequential>[0]]>([
    [
      'a linear activation',
      [6],
      () => ({
        layers: [layers.dense({ units: 4, inputShape: [6] }), layers.activation({ activation: 'linear' })],
      }),
    ],
    [
      'ReLU with a maximum',
      [6],
      () => ({ layers: [layers.dense({ units: 9, inputShape: [6] }), layers.reLU({ maxValue: 0.5 })] }),
    ],
    [
      'Reshape with −1',
      [6, 4],
      () => ({
        layers: [
          layers.reshape({ targetShape: [-1, 8], inputShape: [6, 4] }),
          layers.globalAveragePooling1d({}),
        ],
      }),
    ],
    [
      'dense on rank 3',
      [5, 4],
      () => ({
        layers: [layers.dense({ units: 3, activation: 'relu', inputShape: [5, 4] }), layers.flatten()],
      }),
    ],
    [
      'a transposed convolution',
      [4, 4, 2],
      () => ({
        layers: [
          layers.conv2dTranspose({
            filters: 3,
            kernelSize: 3,
            strides: 2,
            padding: 'same',
            activation: 'relu',
            inputShape: [4, 4, 2],
          }),
          layers.flatten(),
        ],
      }),
    ],
    [
      'pooling with rows left over',
      [7, 5, 2],
      () => ({
        layers: [layers.maxPooling2d({ poolSize: 2, strides: 3, inputShape: [7, 5, 2] }), layers.flatten()],
      }),
    ],
  ])('on %s', async (_name, shape, config) => {
    await expectAsTape(tfl.sequential(config()), random([3, ...shape]));
  });

  it('on a sum that broadcasts, and layers that were called elsewhere with other shapes', async () => {
    const flatten = layers.flatten();
    flatten.apply(tfl.input({ shape: [3, 3, 1] }));
    const input = tfl.input({ shape: [4, 4, 3] });
    const small = layers.averagePooling2d({ poolSize: 4 }).apply(input) as tfl.SymbolicTensor;
    const sum = layers.add().apply([input, small]) as tfl.SymbolicTensor;
    const output = layers.dense({ units: 3 }).apply(flatten.apply(sum)) as tfl.SymbolicTensor;
    await expectAsTape(tfl.model({ inputs: input, outputs: output }), random([2, 4, 4, 3]));
  });

  it('on a layer that names no class of its own, which may compute anything', async () => {
    class TenfoldDense extends (layers.dense({ units: 1 }).constructor as new (args: {
      units: number;
      inputShape: number[];
    }) => tfl.layers.Layer) {
      override call(inputs: tf.Tensor | tf.Tensor[], kwargs: object): tf.Tensor {
        return tf.mul(super.call(inputs, kwargs as never) as tf.Tensor, 10);
      }
    }
    const layer = new TenfoldDense({ units: 3, inputShape: [5] });
    await expectAsTape(tfl.sequential({ layers: [layer] }), random([2, 5]));
  });

  it('where a layer was first used in another model', () => {
    const shared = layers.dense({ units: 3, name: 'lat' });
    shared.apply(layers.activation({ activation: 'tanh' }).apply(tfl.input({ shape: [4] })));
    const input = tfl.input({ shape: [4] });
    const model = tfl.model({ inputs: input, outputs: shared.apply(input) as tfl.SymbolicTensor });
    const x = random([2, 4]);
    expectSame(layersEncoder(model, { output: 'lat' }).encode(x), model.predict(x) as tf.Tensor);
  });

  it('on a VAE whose encoder is nested: the mean is found inside, and each output by its own name', () => {
    const inner = vaeEncoder();
    const input = tfl.input({ shape: [9, 8, 2] });
    const [mean, logVar] = inner.apply(input) as tfl.SymbolicTensor[];
    const x = random([2, 9, 8, 2]);
    const expected = inner.predict(x) as tf.Tensor[];
    const swapped = tfl.model({ inputs: input, outputs: [logVar!, mean!] });
    expectSame(layersEncoder(swapped).encode(x), expected[0]!);
    expectSame(layersEncoder(swapped, { output: 'z_log_var' }).encode(x), expected[1]!);
  });

  it('on an encoder that does nothing, whose latent is not the input itself', () => {
    const input = tfl.input({ shape: [3] });
    const x = random([2, 3]);
    const latent = layersEncoder(tfl.model({ inputs: input, outputs: input })).encode(x);
    latent.dispose();
    expect(x.isDisposed).toBe(false);
  });

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

  it('a layer that is used twice, by its name', () => {
    const twice = layers.dense({ units: 4, name: 'twice' });
    const x = input();
    const model = tfl.model({ inputs: x, outputs: twice.apply(twice.apply(x)) as tfl.SymbolicTensor });
    expect(() => layersEncoder(model, { output: 'twice' })).toThrow(
      'layer "twice" is used 2 times in the model',
    );
  });

  it('masks and state, which it cannot do justice to', () => {
    const plain = { units: 2, recurrentInitializer: 'zeros' } as const;
    const masked = tfl.sequential({ layers: [layers.masking({ inputShape: [3, 2] }), layers.lstm(plain)] });
    expect(() => layersEncoder(masked)).toThrow(/\(Masking\) makes a mask, which is not passed on/);
    const batchInputShape = [1, 3, 2] as [number, number, number];
    const stateful = tfl.sequential({ layers: [layers.lstm({ ...plain, stateful: true, batchInputShape })] });
    expect(() => layersEncoder(stateful)).toThrow(/\(LSTM\) is stateful/);
  });

  it('to propagate through a layer without gradient, but not to encode', async () => {
    await useBackend('wasm');
    const depthwise = layers.depthwiseConv2d({ kernelSize: 2, name: 'dw', inputShape: [4, 4, 2] });
    const encoder = layersEncoder(tfl.sequential({ layers: [depthwise, layers.flatten()] }));
    const x = random([1, 4, 4, 2]);
    const before = tf.memory();
    expect(() => encoder.trace(x)).toThrow('layer "dw" (DepthwiseConv2D) has no gradient on backend "wasm"');
    encoder.encode(x).dispose();
    expect(tf.memory()).toEqual(before);
    await useBackend('cpu');
    const dilated = layers.conv2d({
      filters: 1,
      kernelSize: 2,
      dilationRate: 2,
      name: 'dil',
      inputShape: [4, 4, 2],
    });
    const other = layersEncoder(tfl.sequential({ layers: [dilated, layers.flatten()] }));
    expect(() => other.trace(random([1, 4, 4, 2]))).toThrow('layer "dil" (Conv2D) is a dilated convolution');
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

  it.each<[string, Partial<BackwardRule>]>([
    ['read the output', { read: (step) => step.output }],
    ['read an input', { read: (step) => step.inputs[0]! }],
    ['read the cotangent', { read: (step) => step.cotangent }],
    ['return an input', { backward: (step) => [step.inputs[0]!] }],
    ['return the cotangent twice over', { backward: (step) => [step.cotangent] }],
  ])('survives rules that %s', async (_name, parts) => {
    const rule: BackwardRule = {
      name: 'borrowing',
      backward: ({ vjp, cotangent }) => vjp(cotangent),
      ...parts,
    };
    const encoder = layersEncoder(vaeEncoder());
    const x = random([2, 9, 8, 2]);
    const cotangent = random([2, 5]) as tf.Tensor2D;
    const before = tf.memory().numTensors;
    const trace = encoder.trace(x);
    const rules = (node: GraphNode) => (node.operation.kind === 'activation' ? rule : undefined);
    const [first, second] = [await trace.backward(cotangent, rules), await trace.backward(cotangent, rules)];
    expectSame(second, first);
    tf.dispose([first, second]);
    trace.dispose();
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
