import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { random, vaeEncoder } from '../../../test/small-models.js';
import { layersEncoder } from './layers-encoder.js';

const { layers } = tfl;

beforeAll(() => useBackend('cpu'));

describe('layersEncoder rejects', () => {
  const input = () => tfl.input({ shape: [4] });
  const dense = (x: tfl.SymbolicTensor, name?: string) =>
    layers.dense({ units: 3, ...(name && { name }) }).apply(x) as tfl.SymbolicTensor;

  it('an ambiguous output', () => {
    const x = input();
    const model = tfl.model({ inputs: x, outputs: [dense(x, 'one'), dense(x, 'two')] });
    expect(() => layersEncoder(model)).toThrow(
      /the model has outputs "one" and "two"; say which is the latent: .*output: 'one'/,
    );
    expect(() => layersEncoder(model, { output: 'three' })).toThrow(
      /no layer "three"; valid layers: .*one, two/,
    );
    expect(layersEncoder(model, { output: 'two' }).latentSize).toBe(3);
  });

  it.each([
    // As the new exporter of PyTorch names the mean and exp(…) of a VAE.
    [['getitem', 'exp'], 'getitem'],
    [['exp', 'my_mean'], 'my_mean'],
    [['scale', 'latent'], 'latent'],
  ])('an ambiguous output among %s, and suggests the likely mean', (names, suggested) => {
    const x = input();
    const model = tfl.model({ inputs: x, outputs: names.map((name) => dense(x, name)) });
    expect(() => layersEncoder(model)).toThrow(`{ output: '${suggested}' }`);
  });

  it('an invalid name of an output, and unknown options', () => {
    const model = vaeEncoder();
    const encoder = (options: unknown) => () => layersEncoder(model, options as { output: string });
    expect(encoder({ output: 1 })).toThrow(
      "layersEncoder: an output must be a layer's name or { name, columns: [first, end] }; got the number 1.",
    );
    expect(encoder({ output: { name: 'z_mean', columns: 2 } })).toThrow(
      /an output must be a layer's name or/,
    );
    expect(encoder({ logVariance: ['z_log_var'] })).toThrow(/an output must be a layer's name or/);
    expect(encoder({ outptu: 'z_log_var' })).toThrow(
      'layersEncoder: unknown option "outptu"; valid options: output, logVariance, logStd, variance, std, latent, input, inputShape, given, normalise, layout.',
    );
    expect(encoder({ output: { name: 'z_mean', column: [0, 2] } })).toThrow(
      'layersEncoder: unknown option "output.column"; valid options: output.name, output.columns.',
    );
    expect(encoder('z_log_var')).toThrow(
      'layersEncoder: expected an object of options (output, logVariance, logStd, variance, std, latent, input, inputShape, given, normalise, layout)',
    );
  });

  it('a latent that is not a vector', () => {
    const x = tfl.input({ shape: [4, 4, 1] });
    const y = layers.conv2d({ filters: 2, kernelSize: 2, name: 'c' }).apply(x) as tfl.SymbolicTensor;
    expect(() => layersEncoder(tfl.model({ inputs: x, outputs: y }))).toThrow(
      'the latent must have shape [batch, n]; the output of "c" has shape [batch,3,3,2]',
    );
  });

  it('the name of a layer that is used twice', () => {
    const twice = layers.dense({ units: 4, name: 'twice' });
    const x = input();
    const model = tfl.model({ inputs: x, outputs: twice.apply(twice.apply(x)) as tfl.SymbolicTensor });
    expect(() => layersEncoder(model, { output: 'twice' })).toThrow(
      'layer "twice" is used 2 times in the model',
    );
  });

  it('an ambiguous output among many, with the most likely ones', () => {
    const x = input();
    const outputs = Array.from(
      { length: 40 },
      (_, i) =>
        layers.dense({ units: 2, name: i === 30 ? 'my_z_mean' : `head_${i}` }).apply(x) as tfl.SymbolicTensor,
    );
    expect(() => layersEncoder(tfl.model({ inputs: x, outputs }))).toThrow(
      /the model has 40 outputs, such as "my_z_mean", "[^"]*" and "[^"]*"; say which is the latent: .*output: 'my_z_mean'/,
    );
  });

  it('states and masks, with the way out that fits the layer', () => {
    const recurrentInitializer = 'zeros' as const;
    const x = tfl.input({ shape: [3, 2] });
    const lstm = layers.lstm({ units: 2, recurrentInitializer, returnState: true, name: 'lstm' });
    const [y] = lstm.apply(x) as tfl.SymbolicTensor[];
    expect(() => layersEncoder(tfl.model({ inputs: x, outputs: y! }))).toThrow(
      'layersEncoder: layer "lstm" (LSTM) has 3 outputs, its result and its states; build it without returnState.',
    );
    const embedding = layers.embedding({
      inputDim: 5,
      outputDim: 2,
      maskZero: true,
      inputLength: 3,
      name: 'words',
    });
    const masked = tfl.sequential({ layers: [embedding, layers.flatten()] });
    expect(() => layersEncoder(masked)).toThrow(
      'layer "words" (Embedding) makes a mask, which is not passed on; build it with { maskZero: false }, or use functionEncoder',
    );
  });

  it('masks and state, which are not supported', () => {
    const plain = { units: 2, recurrentInitializer: 'zeros' } as const;
    const masked = tfl.sequential({ layers: [layers.masking({ inputShape: [3, 2] }), layers.lstm(plain)] });
    expect(() => layersEncoder(masked)).toThrow(/\(Masking\) makes a mask, which is not passed on/);
    const batchInputShape = [1, 3, 2] as [number, number, number];
    const stateful = tfl.sequential({ layers: [layers.lstm({ ...plain, stateful: true, batchInputShape })] });
    expect(() => layersEncoder(stateful)).toThrow(/\(LSTM\) is stateful/);
  });

  it('traces through a layer without a gradient, but does not reject encoding', async () => {
    await useBackend('wasm');
    const separable = layers.separableConv2d({
      filters: 3,
      kernelSize: 2,
      dataFormat: 'channelsFirst',
      name: 'sep',
      inputShape: [2, 4, 4],
    });
    const encoder = layersEncoder(tfl.sequential({ layers: [separable, layers.flatten()] }));
    const x = random([1, 2, 4, 4]);
    const before = tf.memory();
    expect(() => encoder.trace(x)).toThrow('layer "sep" (SeparableConv2D) has no gradient on backend "wasm"');
    encoder.encode(x).dispose();
    expect(tf.memory()).toEqual(before);
    const refusal = (layer: tfl.layers.Layer) => () =>
      layersEncoder(tfl.sequential({ layers: [layer, layers.flatten()] })).trace(tf.zeros([1, 4, 4, 4, 2]));
    const volume = { filters: 1, kernelSize: 2, name: 'v', inputShape: [4, 4, 4, 2] };
    expect(refusal(layers.conv3d(volume))).toThrow('"v" (Conv3D) has a wrong gradient on backend "wasm"');
    await useBackend('cpu');
    expect(refusal(layers.conv3d({ ...volume, dilationRate: 2 }))).toThrow(
      'layer "v" (Conv3D) is a dilated convolution',
    );
    expect(refusal(layers.conv3dTranspose(volume))).toThrow('(Conv3DTranspose) is one that tfjs cannot');
    const same = { poolSize: 3, padding: 'same', inputShape: [4, 4, 4, 2] } as object;
    expect(refusal(layers.averagePooling3d(same as { poolSize: number }))).toThrow(
      /\(AveragePooling3D\) has SAME padding/,
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
