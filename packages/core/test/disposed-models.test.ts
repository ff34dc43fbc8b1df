import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../test/backends.js';
import { loadGraphDef, placeholder } from '../../../test/graph-model.js';
import type { Decoder } from '../src/decoders/decoder.js';
import { decoderOf } from '../src/decoders/decoder-of.js';
import { functionDecoder } from '../src/decoders/function-decoder.js';
import { graphDecoder } from '../src/decoders/graph-decoder.js';
import { layersDecoder } from '../src/decoders/layers-decoder.js';
import { encode } from '../src/encode/encode.js';
import { functionEncoder } from '../src/encoders/function/function-encoder.js';
import { layersEncoder } from '../src/encoders/layers-model/layers-encoder.js';
import { random } from './small-models.js';

const layersModel = () =>
  tfl.sequential({
    layers: [tfl.layers.dense({ units: 4, inputShape: [3] }), tfl.layers.dense({ units: 2, name: 'z' })],
  });
const graphModel = () =>
  loadGraphDef({
    nodes: [
      placeholder('x', [3]),
      {
        name: 'z',
        op: 'MatMul',
        input: ['x', 'w'],
        attr: { T: { type: 'DT_FLOAT' }, transpose_a: { b: false }, transpose_b: { b: false } },
      },
    ],
    weights: new Map([['w', random([3, 2])]]),
    outputs: { z: 'z' },
  });
const withoutWeights = () => tfl.sequential({ layers: [tfl.layers.reLU({ inputShape: [3] })] });
const disposed = /: the model was disposed; load it again, and dispose it only after the last use/;
const invalid = expect.objectContaining({ code: 'ERR_INVALID_ARGUMENT' });

describe.each(BACKENDS)('a model that was disposed is named, on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it('by its encoder, if it has no weights', async () => {
    const model = withoutWeights();
    const encoder = layersEncoder(model);
    const before = await encode(encoder, random([2, 3]));
    expect(before.shape).toEqual([2, 3]);
    model.dispose();
    await expect(encode(encoder, random([2, 3]))).rejects.toThrow(disposed);
    expect(() => encoder.trace(random([2, 3]))).toThrow(disposed);
    expect(() => layersEncoder(model)).toThrow(disposed);
  });

  it('by its encoder, if only one weight was disposed', async () => {
    const model = layersModel();
    const encoder = layersEncoder(model);
    (model.getLayer('z').weights[0] as unknown as { val: tf.Variable }).val.dispose();
    await expect(encode(encoder, random([2, 3]))).rejects.toThrow(disposed);
    expect(() => encoder.trace(random([2, 3]))).toThrow(disposed);
  });

  it('by the encoder of a part of it', async () => {
    const model = layersModel();
    const part = tfl.model({ inputs: model.inputs, outputs: model.getLayer('z').input });
    const encoder = layersEncoder(part);
    model.dispose();
    await expect(encode(encoder, random([2, 3]))).rejects.toThrow(disposed);
  });

  const decoders: Record<string, () => Promise<[{ dispose(): unknown }, Decoder]>> = {
    layersDecoder: async () => {
      const model = layersModel();
      return [model, layersDecoder(model)];
    },
    'layersDecoder of a model without weights': async () => {
      const model = withoutWeights();
      return [model, layersDecoder(model)];
    },
    graphDecoder: async () => {
      const model = await graphModel();
      return [model, graphDecoder(model)];
    },
    'a LayersModel as a decoder': async () => {
      const model = layersModel();
      return [model, decoderOf(model, 'decode')];
    },
    'a GraphModel as a decoder': async () => {
      const model = await graphModel();
      return [model, decoderOf(model, 'decode')];
    },
  };

  it.each(Object.keys(decoders))('by %s', async (name) => {
    const [model, decoder] = await decoders[name]!();
    const latents = random([2, 3]) as tf.Tensor2D;
    (await decoder.decode(latents)).dispose();
    model.dispose();
    const { numTensors } = tf.memory();
    const again = { layersDecoder, graphDecoder, decoderOf }[name.split(' ')[0]!] ?? decoderOf;
    expect(() => again(model as never)).toThrow(disposed);
    expect(() => decoder.decode(latents)).toThrow(/^decode: the model was disposed;/);
    expect(() => decoder.decode(latents)).toThrow(invalid);
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  const uses: Record<string, () => Promise<[{ dispose(): unknown }, (x: tf.Tensor) => tf.Tensor]>> = {
    'a LayersModel': async () => {
      const model = layersModel();
      return [model, (x) => model.predict(x) as tf.Tensor];
    },
    'a GraphModel': async () => {
      const model = await graphModel();
      return [model, (x) => model.predict(x) as tf.Tensor];
    },
    'a tensor': async () => {
      const weight = random([3, 2]) as tf.Tensor2D;
      return [weight, (x) => tf.matMul(x as tf.Tensor2D, weight)];
    },
    'a tensor that is added': async () => {
      const weight = random([3]);
      return [weight, (x) => tf.add(x, weight)];
    },
  };

  it.each(Object.keys(uses))('by a function that uses %s', async (name) => {
    const [used, run] = await uses[name]!();
    const encoder = functionEncoder(run, { inputShape: [3] });
    const decoders = [functionDecoder(run), functionDecoder(async (latents) => run(latents))];
    used.dispose();
    const { numTensors } = tf.memory();
    const latents = random([2, 3]) as tf.Tensor2D;
    const message = (what: string) =>
      `a model or tensor that the ${what} uses was disposed; make it again, and dispose it only after the last use.`;
    await expect(encode(encoder, latents)).rejects.toThrow(`encode: ${message('function')}`);
    expect(() => encoder.trace(latents)).toThrow(`trace: ${message('function')}`);
    for (const decoder of decoders) {
      await expect((async () => decoder.decode(latents))()).rejects.toThrow(`decode: ${message('decoder')}`);
    }
    expect(tf.memory().numTensors).toBe(numTensors + 1);
  });
});
