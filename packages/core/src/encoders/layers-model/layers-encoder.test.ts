import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { expectRight } from '../../../test/one-layer.js';
import { expectSame, random, vaeEncoder } from '../../../test/small-models.js';
import { layersEncoder } from './layers-encoder.js';

const { layers } = tfl;

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

describe("layersEncoder agrees with tfjs' tape", () => {
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

  it('on branches, concatenation, a layer used twice, and layers that run as a whole', async () => {
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

  it('on a layer whose class has no name of its own, which may compute anything', async () => {
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

  it('if a layer was first used in another model', () => {
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

  it('on an encoder that computes nothing, whose latent is not the input tensor itself', () => {
    const input = tfl.input({ shape: [3] });
    const x = random([2, 3]);
    const latent = layersEncoder(tfl.model({ inputs: input, outputs: input })).encode(x);
    latent.dispose();
    expect(x.isDisposed).toBe(false);
  });

  it('if one ReLU layer and one convolution are used several times, also inside nested models', async () => {
    const relu = layers.reLU({ name: 'r' });
    const convolution = layers.conv2d({ filters: 2, kernelSize: 3, padding: 'same', name: 'c' });
    const step = (x: tfl.SymbolicTensor) => relu.apply(convolution.apply(x)) as tfl.SymbolicTensor;
    const inside = tfl.input({ shape: [5, 4, 2] });
    const inner = tfl.model({ inputs: inside, outputs: step(inside), name: 'inner' });
    const input = tfl.input({ shape: [5, 4, 2] });
    const once = step(input);
    const twice = inner.apply(once) as tfl.SymbolicTensor;
    const sum = layers.add().apply([once, inner.apply(twice) as tfl.SymbolicTensor, twice]);
    const output = layers.flatten().apply(relu.apply(sum)) as tfl.SymbolicTensor;
    const model = tfl.model({ inputs: input, outputs: output });
    await expectRight(model, random([2, 5, 4, 2]));
    const { nodes } = layersEncoder(model).graph!;
    const times = (name: string) => nodes.filter((node) => node.name === name).length;
    expect([times('r'), times('c')]).toEqual([4, 3]);
  });

  it('on a small mobile network: depthwise convolutions, squeeze and excitation, residuals', async () => {
    const input = tfl.input({ shape: [12, 11, 3] });
    const apply = (layer: tfl.layers.Layer, ...x: tfl.SymbolicTensor[]) =>
      layer.apply(x.length === 1 ? x[0]! : x) as tfl.SymbolicTensor;
    const conv = (filters: number, kernelSize: number, strides = 1) =>
      layers.conv2d({ filters, kernelSize, strides, padding: 'same', useBias: false });
    let x = apply(conv(8, 3, 2), input);
    x = apply(layers.activation({ activation: 'swish' }), apply(layers.batchNormalization(), x));
    const expanded = apply(layers.reLU({ maxValue: 6 }), apply(conv(16, 1), x));
    const depthwise = apply(layers.depthwiseConv2d({ kernelSize: 3, padding: 'same' }), expanded);
    const squeezed = apply(layers.globalAveragePooling2d({}), depthwise);
    const gates = apply(layers.dense({ units: 16, activation: 'hardSigmoid' }), squeezed);
    const gate = apply(layers.reshape({ targetShape: [1, 1, 16] }), gates);
    const excited = apply(layers.multiply(), depthwise, gate);
    x = apply(layers.add(), x, apply(conv(8, 1), excited));
    x = apply(layers.separableConv2d({ filters: 6, kernelSize: 5, strides: 2, activation: 'gelu' }), x);
    x = apply(layers.layerNormalization(), apply(layers.globalMaxPooling2d({} as never), x));
    const model = tfl.model({ inputs: input, outputs: x });
    await expectRight(model, random([2, 12, 11, 3]));
    expect(layersEncoder(model).graph!.nodes.filter((node) => node.operation.kind === 'layer')).toEqual([]);
  });

  it('up to a named layer of a larger model', () => {
    const model = vaeEncoder();
    const x = random([2, 9, 8, 2]);
    const encoder = layersEncoder(model, { output: 'z_log_var' });
    expectSame(encoder.encode(x), (model.predict(x) as tf.Tensor[])[1]!);
  });

  it('up to any part of a VAE encoder; only the mean, or its columns, has a log-variance', () => {
    const model = vaeEncoder();
    const [hidden] = model.layers.filter((layer) => layer.getClassName() === 'Dense');
    expect(layersEncoder(model, { output: hidden!.name }).latentSize).toBe(7);
    const sampled = (output?: Parameters<typeof layersEncoder>[1]) =>
      layersEncoder(model, output).sampled !== undefined;
    expect([sampled(), sampled({ output: 'z_mean' }), sampled({ output: 'z_log_var' })]).toEqual([
      true,
      true,
      false,
    ]);
    const columns = layersEncoder(model, { output: { name: 'z_mean', columns: [1, 3] } });
    const noise = random([2, 2], 4) as tf.Tensor2D;
    const x = random([2, 9, 8, 2]);
    const [mean, logVariance] = (model.predict(x) as tf.Tensor[]).map((t) => tf.slice(t, [0, 1], [2, 2]));
    expectSame(
      columns.sampled!(noise).encode(x),
      tf.add(mean!, tf.mul(noise, tf.exp(tf.mul(logVariance!, 0.5)))),
    );
    expect(() => layersEncoder(model, { output: 'z_mean', logVariance: hidden!.name })).toThrow(
      /the log-variance .* must have the 5 dimensions of the mean "z_mean"; it has 7/,
    );
  });

  it('up to a nested model by its name, or a layer in it by its path', () => {
    const part = (name: string) =>
      tfl.sequential({
        name,
        layers: [
          layers.dense({ units: 4, activation: 'relu', name: 'dense', inputShape: [4] }),
          layers.dense({ units: 3, name: 'last' }),
        ],
      });
    const input = tfl.input({ shape: [4] });
    const encoder = part('encoder').apply(input) as tfl.SymbolicTensor;
    const other = layers.dense({ units: 4 }).apply(encoder) as tfl.SymbolicTensor;
    const model = tfl.model({ inputs: input, outputs: part('decoder').apply(other) as tfl.SymbolicTensor });
    const sizes = ['encoder', 'encoder/dense', 'decoder/last'].map(
      (output) => layersEncoder(model, { output }).latentSize,
    );
    expect(sizes).toEqual([3, 4, 3]);
    expect(() => layersEncoder(model, { output: 'dense' })).toThrow(/is used 2 times in the model/);
  });
});
