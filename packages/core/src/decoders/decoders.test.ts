import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { encoderOfGraph } from '../encoders/encoder-of-graph.js';
import type { GraphModel } from '../encoders/graph-model/graph-model.js';
import type { Graph } from '../graph/graph.js';
import type { Decoder } from './decoder.js';
import { decoderOf } from './decoder-of.js';
import { functionDecoder } from './function-decoder.js';
import { graphDecoder } from './graph-decoder.js';
import { layersDecoder } from './layers-decoder.js';

beforeAll(() => useBackend('cpu'));

const LATENT = 3;
const SHAPE = [2, 2, 1];

const oneOutput = (): tfl.LayersModel =>
  tfl.sequential({
    layers: [
      tfl.layers.dense({
        units: 4,
        inputShape: [LATENT],
        kernelInitializer: tfl.initializers.glorotNormal({ seed: 1 }),
      }),
      tfl.layers.reshape({ targetShape: SHAPE }),
    ],
  });

function twoOutputs(): tfl.LayersModel {
  const input = tfl.input({ shape: [LATENT] });
  const image = tfl.layers.dense({ units: 4, name: 'image' }).apply(input) as tfl.SymbolicTensor;
  const scale = tfl.layers.dense({ units: 1, name: 'scale' }).apply(input) as tfl.SymbolicTensor;
  return tfl.model({ inputs: input, outputs: [image, scale] });
}

/** The members of a GraphModel that a decoder needs. */
const graphModel = (outputNodes = ['y']): GraphModel & { outputNodes: string[] } => ({
  inputNodes: ['z'],
  outputNodes,
  execute: ({ z }, output) => (output === 'same' ? z! : tf.mul(z!, 2)),
});

/** Decodes two latents, and checks that nothing else remains allocated and that the latents are not changed. */
async function decoded(decoder: Decoder): Promise<{ shape: number[]; values: number[] }> {
  const latents = tf.tensor2d([1, 2, 3, -1, 0, 1], [2, LATENT]);
  const before = tf.memory().numTensors;
  const drawn = await decoder.decode(latents);
  const result = { shape: drawn.shape, values: [...drawn.dataSync()] };
  drawn.dispose();
  expect(tf.memory().numTensors).toBe(before);
  expect([...latents.dataSync()]).toEqual([1, 2, 3, -1, 0, 1]);
  latents.dispose();
  return result;
}

describe('layersDecoder', () => {
  it('decodes as the model predicts', async () => {
    const model = oneOutput();
    const latents = tf.tensor2d([1, 2, 3, -1, 0, 1], [2, LATENT]);
    const expected = [...(model.predict(latents) as tf.Tensor).dataSync()];
    expect(await decoded(layersDecoder(model))).toEqual({ shape: [2, ...SHAPE], values: expected });
    expect(await decoded(decoderOf(model))).toEqual({ shape: [2, ...SHAPE], values: expected });
  });

  it('takes one of several outputs by its name', async () => {
    expect((await decoded(layersDecoder(twoOutputs(), { output: 'scale' }))).shape).toEqual([2, 1]);
    expect(() => layersDecoder(twoOutputs())).toThrow(
      /^layersDecoder: expected a model with one output; it has outputs "image" and "scale"; name one: .*\{ output: 'image' \}/,
    );
    expect(() => layersDecoder(twoOutputs(), { output: 'picture' })).toThrow(
      'layersDecoder: the model has no output "picture"; valid outputs: image, scale.',
    );
  });

  it('rejects what is not a LayersModel, and unknown options', () => {
    expect(() => layersDecoder({} as never)).toThrow('layersDecoder: expected a LayersModel; got an object');
    expect(() => layersDecoder(oneOutput(), { outputs: 'y' } as never)).toThrow(
      'layersDecoder: unknown option "outputs"; valid options: output.',
    );
  });
});

describe('graphDecoder', () => {
  it('decodes, also if the model returns its input', async () => {
    expect((await decoded(graphDecoder(graphModel()))).values).toEqual([2, 4, 6, -2, 0, 2]);
    expect((await decoded(graphDecoder(graphModel(['y', 'same']), { output: 'same' }))).values).toEqual([
      1, 2, 3, -1, 0, 1,
    ]);
  });

  it('rejects what is not a GraphModel, and several outputs', () => {
    expect(() => graphDecoder(oneOutput() as never)).toThrow('graphDecoder: expected a GraphModel');
    expect(() => graphDecoder(graphModel(['y', 'same']))).toThrow(/it has outputs "y" and "same"; name one/);
  });
});

describe('functionDecoder', () => {
  it('frees what a synchronous function allocates, and awaits an async one', async () => {
    const expected = { shape: [2, LATENT], values: [3, 5, 7, -1, 1, 3] };
    expect(await decoded(functionDecoder((z) => tf.add(tf.mul(z, 2), 1)))).toEqual(expected);
    const remote = functionDecoder(async (z) => {
      const values = await z.data();
      return tf.tensor(
        values.map((value) => 2 * value + 1),
        z.shape,
      );
    });
    expect(await decoded(remote)).toEqual(expected);
    expect((await decoded(functionDecoder((z) => z))).values).toEqual([1, 2, 3, -1, 0, 1]);
  });

  it('rejects what is not one tensor with an item per latent', async () => {
    const rejects = (decode: unknown, message: string) => {
      const before = tf.memory().numTensors;
      const run = async () => functionDecoder(decode as () => tf.Tensor).decode(tf.zeros([2, LATENT]));
      return expect(run())
        .rejects.toThrow(message)
        .then(() => before);
    };
    await rejects(() => [tf.zeros([2, 1])], 'decode: the decoder must return one tensor; got an array.');
    await rejects(() => tf.zeros([3, 1]), 'must return one item per latent, so shape [2, ...]; got [3,1].');
    await rejects(() => Promise.resolve(tf.zeros([2, 1])), 'must be declared async');
    expect(() => functionDecoder(3 as never)).toThrow(
      'functionDecoder: expected a function from latents to inputs; got a number.',
    );
  });
});

describe('decoderOf', () => {
  it('returns a decoder as it is', () => {
    const decoder = functionDecoder((z) => z);
    expect(decoderOf(decoder)).toBe(decoder);
  });

  it('rejects anything else by the name of the caller', () => {
    expect(() => decoderOf({} as never, 'decoderMap')).toThrow(
      /^decoderMap: expected a decoder, such as layersDecoder\(vae\.decoder\), or a model .*; got an object/,
    );
  });
});

describe('the graph of a decoder', () => {
  it('of a LayersModel computes the same as decode', () => {
    const model = tfl.sequential({
      layers: [
        tfl.layers.dense({ inputShape: [3], units: 4, activation: 'relu' }),
        tfl.layers.reshape({ targetShape: [2, 2, 1] }),
        tfl.layers.conv2dTranspose({
          filters: 2,
          kernelSize: 3,
          strides: 2,
          padding: 'same',
          activation: 'sigmoid',
        }),
      ],
    });
    const decoder = layersDecoder(model);
    const latents = tf.tensor2d([
      [1, -1, 0.5],
      [0, 2, 0.1],
    ]);
    const walked = encoderOfGraph(decoder.graph as Graph).encode(latents);
    const decoded = decoder.decode(latents);
    expect(walked.shape).toEqual([2, 4, 4, 2]);
    expect(tf.max(tf.abs(tf.sub(walked, decoded))).dataSync()[0]).toBeLessThan(1e-6);
    model.dispose();
  });

  it('is absent for a model that cannot be walked', () => {
    const model = tfl.sequential({
      layers: [
        tfl.layers.masking({ inputShape: [2, 3] }),
        tfl.layers.flatten(),
        tfl.layers.dense({ units: 2 }),
      ],
    });
    expect(layersDecoder(model).graph).toBeUndefined();
    model.dispose();
  });
});
