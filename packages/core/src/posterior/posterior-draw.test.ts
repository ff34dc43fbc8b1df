import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import ndarray, { type NdArray } from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../test/backends.js';
import { gradientBy } from '../../test/plain-gradient.js';
import { vaeEncoder } from '../../test/small-models.js';
import { conceptVector } from '../concepts/concept-vector.js';
import { encode } from '../encode/encode.js';
import { latentJacobian } from '../encode/latent-jacobian.js';
import type { Encoder } from '../encoders/encoder.js';
import { functionEncoder } from '../encoders/function/function-encoder.js';
import { layersEncoder } from '../encoders/layers-model/layers-encoder.js';
import { packInputs } from '../encoders/pack-inputs.js';
import { explain } from '../explain/explain.js';
import { explainMany } from '../explain/explain-many.js';
import type { Explainer } from '../explain/explainer.js';
import { sampleNoise } from '../random/seeded-draws.js';

const COUNT = 5;
const LATENT = 5;
const images = (count = COUNT, from = 0) =>
  ndarray(
    Float32Array.from({ length: count * 144 }, (_, i) => Math.sin((i + from * 144) ** 2)),
    [count, 9, 8, 2],
  );
const concept = conceptVector('c', [1, -2, 0.5, 3, -1]);
const concepts = [1, 2, 3, 4, 5, 6].map((k) =>
  conceptVector(
    `c${k}`,
    Array.from({ length: LATENT }, (_, i) => Math.cos(k + i)),
  ),
);

/** Equal up to the rounding of batches of another size. */
function expectClose(a: NdArray, b: NdArray): void {
  expect(a.shape).toEqual(b.shape);
  const [x, y] = [a.data as Float32Array, b.data as Float32Array];
  const scale = y.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const gap = x.reduce((most, value, i) => Math.max(most, Math.abs(value - y[i]!)), 0);
  expect(gap).toBeLessThan(1e-5 * scale);
}

/** The same encoder, asynchronous as if it ran elsewhere, and known one sample at a time. */
function remote(encoder: Encoder, samples?: number): Encoder {
  return {
    inputShape: encoder.inputShape,
    latentSize: encoder.latentSize,
    encode: async (inputs) => encoder.encode(inputs),
    trace: async (inputs, options) => encoder.trace!(inputs, options),
    sampled: (noise) => remote(encoder.sampled!(noise)),
    ...(samples && { samples, slice: (_start: number, size: number) => remote(encoder, size) }),
  };
}

describe.each(BACKENDS)('one draw of the posterior per input, on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each(['standard', 'reference'])('is μ + σ ε with the σ of a %s model', async (sampling) => {
    const model = vaeEncoder();
    if (sampling === 'reference') model.setUserDefinedMetadata({ posterior: { logStd: 'z_log_var' } });
    const z = await encode(layersEncoder(model), images(), { sample: { seed: 3 } });
    const mean = await encode(layersEncoder(model), images());
    const ell = await encode(layersEncoder(model, { output: 'z_log_var' }), images());
    const noise = sampleNoise(COUNT, [LATENT], { seed: 3, draw: 0, run: {} }).dataSync();
    for (const [i, value] of z.data.entries()) {
      const sigma = Math.exp(sampling === 'reference' ? ell.data[i]! : ell.data[i]! / 2);
      expect(value).toBeCloseTo(mean.data[i]! + sigma * noise[i]!, 4);
    }
  });

  it('is the same z for any batch size, for scores and maps, and for tensors', async () => {
    const encoder = layersEncoder(vaeEncoder());
    const whole = await encode(encoder, images(), { sample: { seed: 7 }, batchSize: COUNT });
    const option = fc.record({
      batchSize: fc.integer({ min: 1, max: COUNT }),
      cut: fc.integer({ min: 1, max: COUNT - 1 }),
    });
    const before = tf.memory().numTensors;
    await fc.assert(
      fc.asyncProperty(option, async ({ batchSize, cut }) => {
        const sample = { seed: 7 };
        expectClose(await encode(encoder, images(), { sample, batchSize }), whole);
        const { scores } = await explain(encoder, concept, images(), gradientBy(), { sample, batchSize });
        for (let i = 0; i < COUNT; i++) {
          const dot = concept.vector.reduce((sum, v, k) => sum + v * whole.get(i, k), 0);
          expect(scores.get(i)).toBeCloseTo(dot, 4);
        }
        // The inputs in two calls, the second of which says where it begins.
        const rest = await encode(encoder, images(COUNT - cut, cut), {
          sample: { seed: 7, firstSample: cut },
          batchSize,
        });
        expectClose(rest, ndarray(whole.data.slice(cut * LATENT), [COUNT - cut, LATENT]));
      }),
      { seed: 1, numRuns: 8 },
    );
    const tensor = tf.tensor(images().data, [COUNT, 9, 8, 2]);
    expectClose(await encode(encoder, tensor, { sample: { seed: 7 } }), whole);
    tensor.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('differs between seeds and inputs, and from the mean', async () => {
    const encoder = layersEncoder(vaeEncoder());
    const same = ndarray(new Float32Array(2 * 144).fill(0.5), [2, 9, 8, 2]);
    const [one, other, mean] = await Promise.all([
      encode(encoder, same, { sample: { seed: 1 } }),
      encode(encoder, same, { sample: { seed: 2 } }),
      encode(encoder, same),
    ]);
    expect(one.data).not.toEqual(other.data);
    expect(one.data).not.toEqual(mean.data);
    expect(one.data.slice(0, LATENT)).not.toEqual(one.data.slice(LATENT));
  });

  it('has maps that are the gradients of its scores, the same in explainMany and the Jacobian', async () => {
    const encoder = layersEncoder(vaeEncoder());
    const sample = { seed: 5 };
    const linear: Explainer = { ...gradientBy(), linear: true };
    const [first] = await explain(encoder, concepts, images(), gradientBy(), { sample });
    const many = await explainMany(encoder, concepts, images(), linear, { sample, batchSize: 2 });
    expectClose(many.map(0), first!.maps);
    const scores = ndarray(many.scores.data.slice(0, COUNT), [COUNT]);
    expectClose(scores, first!.scores);
    const jacobian = await latentJacobian(encoder, images(), { sample });
    const vector = concepts[0]!.vector;
    const fromJacobian = Float32Array.from({ length: COUNT * 144 }, (_, at) =>
      vector.reduce(
        (sum, v, k) => sum + v * jacobian.data[(Math.floor(at / 144) * LATENT + k) * 144 + (at % 144)]!,
        0,
      ),
    );
    expectClose(ndarray(fromJacobian, [COUNT, 9, 8, 2]), first!.maps);
    const mean = await explain(encoder, concepts[0]!, images(), gradientBy());
    expect(mean.maps.data).not.toEqual(first!.maps.data);
  });

  it('works with encoders that are asynchronous or made for a number of samples, and packed inputs', async () => {
    const encoder = layersEncoder(vaeEncoder());
    const sample = { seed: 9 };
    const options = { sample, batchSize: 2 };
    const expected = await encode(encoder, images(), options);
    const explained = await explain(encoder, concept, images(), gradientBy(), options);
    const before = tf.memory().numTensors;
    for (const other of [remote(encoder), remote(encoder, COUNT)]) {
      expectClose(await encode(other, images(), options), expected);
      const found = await explain(other, concept, images(), gradientBy(), options);
      expectClose(found.scores, explained.scores);
      expectClose(found.maps, explained.maps);
    }
    expect(tf.memory().numTensors).toBe(before);

    const [a, b] = [tfl.input({ shape: [3], name: 'a' }), tfl.input({ shape: [2], name: 'b' })];
    const both = tfl.layers.concatenate().apply([a, b]) as tfl.SymbolicTensor;
    const dense = (name: string, seed: number) =>
      tfl.layers
        .dense({ units: 2, name, kernelInitializer: tfl.initializers.glorotNormal({ seed }) })
        .apply(both) as tfl.SymbolicTensor;
    const model = tfl.model({ inputs: [a, b], outputs: [dense('z_mean', 1), dense('z_log_var', 2)] });
    const several = layersEncoder(model);
    const packed = packInputs(several, {
      a: ndarray(
        Float32Array.from({ length: 9 }, (_, i) => Math.sin(i)),
        [3, 3],
      ),
      b: ndarray(
        Float32Array.from({ length: 6 }, (_, i) => Math.cos(i)),
        [3, 2],
      ),
    });
    const z = await encode(several, packed, { sample, batchSize: 3 });
    expectClose(await encode(several, packed, { sample, batchSize: 1 }), z);
  });

  it('is rejected for an encoder without a posterior, a second draw, and invalid options', async () => {
    const encoder = layersEncoder(vaeEncoder());
    const ofSigma = layersEncoder(vaeEncoder(), { output: 'z_log_var' });
    const noise = tf.ones<tf.Rank.R2>([1, LATENT]);
    const before = tf.memory().numTensors;
    const plain = functionEncoder((x) => tf.mean(x, [1, 2]) as tf.Tensor2D, { inputShape: [9, 8, 2] });
    const unknown =
      /the encoder does not know its posterior's standard deviation; name the output .* logVariance/;
    const sample = { seed: 1 };
    await expect(encode(plain, images(), { sample })).rejects.toThrow(unknown);
    const short = conceptVector('short', [1, 2]);
    await expect(explain(plain, short, images(), gradientBy(), { sample })).rejects.toThrow(unknown);
    await expect(encode(ofSigma, images(), { sample })).rejects.toThrow(unknown);
    // A method that draws the posterior itself.
    const drawing: Explainer = {
      ...gradientBy(),
      check: ({ encoder }) => void encoder.sampled!(noise),
    };
    await expect(explain(encoder, concept, images(), drawing, { sample })).rejects.toThrow(
      'explain: the posterior must be sampled once; the option sample draws one z, and the method draws others;',
    );
    const wrong: [unknown, string][] = [
      [{ seed: -1 }, 'seed'],
      [{ seeds: 1 }, 'encode: unknown option "sample.seeds"'],
      [true, 'encode: sample must be an object, such as { seed: 1 }; got a boolean.'],
      [3, 'encode: sample must be an object'],
      [{ firstSample: -2 }, 'sample.firstSample'],
    ];
    for (const [value, message] of wrong) {
      await expect(encode(encoder, images(), { sample: value as never })).rejects.toThrow(message);
    }
    await expect(
      explain(
        encoder,
        concept,
        images(),
        { ...gradientBy(), attribute: () => Promise.reject(new Error('no')) },
        { sample },
      ),
    ).rejects.toThrow('no');
    expect(tf.memory().numTensors).toBe(before);
  });
});
