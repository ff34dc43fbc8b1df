import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  conceptScores,
  conceptVector,
  cosine,
  type Decoder,
  dotProduct,
  type Encoder,
  encode,
  explain,
  functionEncoder,
  layersDecoder,
  layersEncoder,
  meanDifference,
} from '@csm/core';
import { memoryEstimate } from '@csm/core/extend';
import { type EncodableSource, encodeToDisk, loadLatents } from '@csm/core/node';
import {
  counterfactualBaseline,
  decoderMap,
  deepLift,
  describeEncoder,
  epsilonLrp,
  gradient,
  guidedBackprop,
  integratedGradients,
  occlusion,
  rectifiedGradient,
} from '@csm/explainers';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray, { type NdArray } from 'ndarray';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { relativeDifference } from '../../../test/browser/relative-difference.js';
import { certify } from '../../evaluate/src/index.js';
import { nodePeer } from '../src/runtime/node-peer.js';
import type { OnnxRuntime, Peer } from '../src/runtime/peer.js';
import { encoderInRuntime } from '../src/runtime/runtime-encoder.js';
import { type RuntimeDecoder, type RuntimeEncoder, runtimeDecoder, runtimeEncoder } from '../src/runtime.js';
import { convolutionalNetwork } from './small-networks.js';

const SHAPE = [8, 8, 3];
const LATENT = 5;
const concept = conceptVector('c', [1, -0.5, 0.3, 2, 0.7]);

/** Pictures that depend on their numbers alone; those with the concept have a bright corner. */
function pictures(count: number, seed: number, corner = 0): NdArray<Float32Array> {
  const data = Float32Array.from({ length: count * 192 }, (_, i) => Math.sin(seed + i * i));
  for (let i = 0; i < count; i++)
    for (let at = 0; at < 9; at++) data[i * 192 + at] = (data[i * 192 + at] ?? 0) + corner;
  return ndarray(data, [count, ...SHAPE]);
}

const source = (read: string[]): EncodableSource => ({
  ids: Array.from({ length: 7 }, (_, i) => `${i}`),
  async *batches({ ids }) {
    for (const id of ids) {
      read.push(id);
      yield { ids: [id], images: pictures(1, Number(id)) };
    }
  },
});

const close = (found: ArrayLike<number>, expected: ArrayLike<number>) =>
  expect(relativeDifference(found, expected)).toBeLessThan(2e-6);

let model: tfl.LayersModel;
let decoderModel: tfl.LayersModel;
let encoder: Encoder;
let engine: RuntimeEncoder;
let decoder: Decoder;
let drawing: RuntimeDecoder;

beforeAll(async () => {
  await useBackend('cpu');
  model = convolutionalNetwork();
  encoder = layersEncoder(model);
  engine = await runtimeEncoder(encoder);
  decoderModel = tfl.sequential({
    layers: [
      tfl.layers.dense({
        inputShape: [LATENT],
        units: 192,
        activation: 'tanh',
        kernelInitializer: tfl.initializers.glorotNormal({ seed: 5 }),
      }),
      tfl.layers.reshape({ targetShape: SHAPE }),
    ],
  });
  decoder = layersDecoder(decoderModel);
  drawing = await runtimeDecoder(decoder);
});

afterAll(async () => {
  await engine.dispose();
  await drawing.dispose();
  model.dispose();
  decoderModel.dispose();
});

describe('an encoder in ONNX Runtime', () => {
  it('encodes to disk, and the folder belongs to the encoder in TensorFlow.js too', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'csm-engine-'));
    const before = tf.memory().numTensors;
    const read: string[] = [];
    const { ids, latents } = await encodeToDisk(engine, source(read), folder, { batchSize: 3 });
    expect(ids).toEqual(['0', '1', '2', '3', '4', '5', '6']);
    expect(await loadLatents(folder)).toEqual({ ids, latents });
    const again: string[] = [];
    expect(await encodeToDisk(encoder, source(again), folder, { batchSize: 3 })).toEqual({ ids, latents });
    expect(again).toEqual(['0']);
    expect(tf.memory().numTensors).toBe(before);
    await rm(folder, { recursive: true });
  });

  it('is described as the encoder in TensorFlow.js, with the methods that explain it', async () => {
    const before = tf.memory().numTensors;
    const methods = [
      gradient(),
      guidedBackprop(),
      deepLift(),
      epsilonLrp(),
      rectifiedGradient({ percentile: 60 }),
      occlusion({ window: [9, 9, 9] }),
      decoderMap({ decoder: drawing, alpha: 1 }),
    ];
    const found = await describeEncoder(engine, methods);
    expect(found).toEqual(await describeEncoder(encoder, methods));
    expect(found.methods.map(({ works }) => works)).toEqual([true, true, true, true, true, false, true]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('gets the certificate that the encoder in TensorFlow.js gets', async () => {
    const [positives, negatives, inputs] = [pictures(12, 3, 3), pictures(12, 40), pictures(2, 5, 3)];
    const made = meanDifference(
      'corner',
      await encode(encoder, pictures(12, 7, 3)),
      await encode(encoder, pictures(12, 90)),
    );
    const run = (by: Encoder) =>
      certify(
        {
          encoder: by,
          concept: made,
          positives,
          negatives,
          inputs,
          explainer: integratedGradients({ steps: 4 }),
        },
        { permutations: 99 },
      );
    const before = tf.memory().numTensors;
    const [expected, found] = [await run(encoder), await run(engine)];
    expect([found.verdict, found.reasons]).toEqual([expected.verdict, expected.reasons]);
    expect(found.questions.map(({ topic, verdict }) => [topic, verdict])).toEqual(
      expected.questions.map(({ topic, verdict }) => [topic, verdict]),
    );
    close(found.maps.data, expected.maps.data);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('explains within a memory, in the same batches', async () => {
    const { perSample, repeatedPerSample } = memoryEstimate(encoder, gradient(), 2);
    expect(memoryEstimate(engine, gradient(), 2)).toEqual(memoryEstimate(encoder, gradient(), 2));
    const memory = 4 * (perSample + repeatedPerSample);
    const concepts = [concept, conceptVector('d', [0, 1, 1, -1, 0.2])];
    const done = async (by: Encoder) => {
      const seen = new Set<number>();
      const onProgress = (progress: { readonly done: number }) => seen.add(progress.done);
      const found = await explain(by, concepts, pictures(10, 2), gradient(), { memory, onProgress });
      return { seen: [...seen], maps: found.map(({ maps }) => maps.data) };
    };
    const [expected, found] = [await done(encoder), await done(engine)];
    expect(found.seen).toEqual(expected.seen);
    for (const [i, maps] of expected.maps.entries()) close(found.maps[i] ?? [], maps);
    await expect(explain(engine, concept, pictures(1, 2), gradient(), { memory: '1kB' })).rejects.toThrow(
      /^explain: memory must hold one sample/,
    );
  });

  it('has the scores of concepts of its latents that explain returns', async () => {
    const x = pictures(6, 4);
    const scores = [dotProduct(concept), cosine(concept)];
    const found = conceptScores(await encode(engine, x), scores);
    close(found.data, conceptScores(await encode(encoder, x), scores).data);
    const explained = await explain(engine, scores, x, gradient());
    for (const [column, { scores: own }] of explained.entries()) {
      close(
        own.data,
        Array.from({ length: 6 }, (_, row) => found.get(row, column)),
      );
    }
  });
});

describe('a decoder in ONNX Runtime', () => {
  it.each<[string, (by: Decoder) => Parameters<typeof explain>[3]]>([
    ['a map of the decoder', (by) => decoderMap({ decoder: by, targetScore: 0 })],
    [
      'a counterfactual baseline',
      (by) =>
        integratedGradients({
          steps: 4,
          baseline: counterfactualBaseline({ decoder: by, targetScore: 0.5 }),
        }),
    ],
    [
      'a counterfactual of DeepLIFT',
      (by) => deepLift({ baseline: counterfactualBaseline({ decoder: by, alpha: 1 }) }),
    ],
  ])('draws %s', async (_, create) => {
    const before = tf.memory().numTensors;
    const run = (by: Encoder, drawn: Decoder) =>
      explain(by, concept, pictures(3, 1), create(drawn), { onWarning() {} });
    const expected = await run(encoder, decoder);
    for (const by of [encoder, engine]) {
      close((await run(by, drawing)).maps.data as Float32Array, expected.maps.data as Float32Array);
    }
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('a layer that runs as a whole', () => {
  it('is rejected by name before a package is loaded', async () => {
    let loaded = 0;
    const peer: Peer = {
      ...nodePeer,
      load: (...options): Promise<{ runtime: OnnxRuntime; sessions: readonly string[] }> => {
        loaded += 1;
        return nodePeer.load(...options);
      },
    };
    const hidden = tfl.sequential({
      layers: [
        tfl.layers.gru({
          units: 3,
          inputShape: [6, 4],
          recurrentInitializer: 'glorotNormal',
          name: 'memory',
        }),
        tfl.layers.dense({ units: 2 }),
      ],
    });
    const before = tf.memory().numTensors;
    const own = layersEncoder(hidden);
    const kinds = own.graph?.nodes.map(({ operation }) => operation.kind) ?? [];
    expect(kinds).toContain('layer');
    await expect(encoderInRuntime(peer, own, {})).rejects.toMatchObject({
      code: 'ERR_UNSUPPORTED_MODEL',
      message: expect.stringMatching(
        /^runtimeEncoder: layer "memory" \(GRU\) runs as a whole in TensorFlow\.js/,
      ),
    });
    const opaque = functionEncoder((x) => tf.slice(tf.reshape(x, [-1, 8]), [0, 0], [-1, 2]), {
      inputShape: [8],
    });
    await expect(encoderInRuntime(peer, opaque, {})).rejects.toMatchObject({ code: 'ERR_UNSUPPORTED_MODEL' });
    expect(loaded).toBe(0);
    expect(tf.memory().numTensors).toBe(before);
    hidden.dispose();
  });
});
