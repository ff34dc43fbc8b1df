import { conceptVector, explain, layersEncoder } from '@csm/core';
import { gradient, posteriorAverage } from '@csm/explainers';
import * as tf from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { relativeDifference } from '../../../test/browser/relative-difference.js';
import { runtimeEncoder } from '../src/runtime.js';
import { conditionalNetwork } from './small-networks.js';

beforeAll(() => useBackend('cpu'));

const COUNT = 6;
const numbers = (count: number, seed: number) =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(seed + i * i));
const options = {
  output: 'z_mean',
  logVariance: 'z_log_var',
  given: { condition: ndarray(numbers(2 * COUNT, 2), [COUNT, 2]) },
} as const;
const inputs = () => tf.tensor2d(numbers(7 * COUNT, 1), [COUNT, 7]);

describe('an encoder in ONNX Runtime with values per sample', () => {
  it('encodes all samples, a part of them, and a part several times over', async () => {
    const model = conditionalNetwork();
    const encoder = layersEncoder(model, options);
    const engine = await runtimeEncoder(encoder);
    expect(engine.samples).toBe(COUNT);
    const x = inputs();
    const part = tf.slice(x, [1, 0], [2, 7]);
    const rounds = tf.tile(part, [3, 1]);
    for (const [own, other, batch] of [
      [engine, encoder, x],
      [engine.slice?.(1, 2), encoder.slice?.(1, 2), part],
      [engine.slice?.(1, 4).slice?.(0, 2), encoder.slice?.(1, 2), rounds],
    ] as const) {
      const [found, expected] = [await own?.encode(batch), await other?.encode(batch)];
      expect(relativeDifference((await found?.data()) ?? [], (await expected?.data()) ?? [1])).toBeLessThan(
        1e-6,
      );
      tf.dispose([found ?? [], expected ?? []]);
    }
    await expect(engine.encode(part)).rejects.toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
      message:
        'encode: the encoder has given values for 6 samples; got a batch of 2; use encoder.slice(start, size) for a part of the samples.',
    });
    expect(() => engine.slice?.(5, 2)).toThrow(
      "slice: expected a part of the encoder's 6 samples; got start 5 and size 2.",
    );
    tf.dispose([x, part, rounds]);
    await engine.dispose();
    encoder.dispose?.();
    model.dispose();
  });

  it('samples the posterior without a new session for each sample', async () => {
    const before = tf.memory().numTensors;
    const model = conditionalNetwork();
    const encoder = layersEncoder(model, options);
    const engine = await runtimeEncoder(encoder);
    const x = inputs();
    for (const seed of [1, 2]) {
      const noise = tf.randomNormal([COUNT, 3], 0, 1, 'float32', seed) as tf.Tensor2D;
      const [own, other] = [engine.sampled?.(noise), encoder.sampled?.(noise)];
      const cotangent = tf.ones([COUNT, 3]) as tf.Tensor2D;
      const [trace, expected] = [await own?.trace?.(x), await other?.trace(x)];
      const maps = [await trace?.backward(cotangent), await expected?.backward(cotangent)];
      const [a, b] = [await maps[0]?.data(), await maps[1]?.data()];
      expect(relativeDifference(a ?? [], b ?? [1])).toBeLessThan(2e-6);
      const latents = [(await trace?.latent.data()) ?? [], (await expected?.latent.data()) ?? [1]] as const;
      expect(relativeDifference(...latents)).toBeLessThan(1e-6);
      trace?.dispose();
      expected?.dispose();
      tf.dispose([noise, cotangent, ...maps.flatMap((map) => map ?? [])]);
    }
    x.dispose();
    await engine.dispose();
    encoder.dispose?.();
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('explains with averages over the posterior', async () => {
    const model = conditionalNetwork();
    const encoder = layersEncoder(model, options);
    const engine = await runtimeEncoder(encoder);
    const x = ndarray(numbers(7 * COUNT, 1), [COUNT, 7]);
    const concepts = [conceptVector('some', numbers(3, 4)), conceptVector('other', numbers(3, 5))];
    const explainer = () => posteriorAverage(gradient(), { samples: 3, seed: 1 });
    const [found, expected] = [
      await explain(engine, concepts, x, explainer(), { batchSize: 4 }),
      await explain(encoder, concepts, x, explainer(), { batchSize: 4 }),
    ];
    for (const [i, { maps }] of expected.entries()) {
      expect(relativeDifference(found[i]?.maps.data as Float32Array, maps.data as Float32Array)).toBeLessThan(
        2e-6,
      );
    }
    await engine.dispose();
    encoder.dispose?.();
    model.dispose();
  });
});
