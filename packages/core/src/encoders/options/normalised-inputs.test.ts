import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { apply, conditional, expectFunction, spatialModel } from '../../../test/option-models.js';
import { expectSame, random, vaeEncoder } from '../../../test/small-models.js';
import type { EncoderOptions } from '../encoder-options.js';
import { layersEncoder } from '../layers-model/layers-encoder.js';

const { layers } = tfl;

describe.each(BACKENDS)('the option normalise of encoders on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
    tf.engine().startScope();
  });
  afterAll(() => tf.engine().endScope());

  const model = () => vaeEncoder();
  const mean = [0.3, -0.2];
  const std = [0.5, 2];
  const f = (model: tfl.LayersModel) => (x: tf.Tensor) =>
    apply(model, tf.div(tf.sub(x, tf.tensor1d(mean)), tf.tensor1d(std)));

  it('per channel, in its layout, or per feature', async () => {
    const own = model();
    await expectFunction(layersEncoder(own, { normalise: { mean, std } }), random([2, 9, 8, 2]), f(own));
    const full = (values: number[]) =>
      ndarray(
        Float32Array.from({ length: 144 }, (_, i) => values[i % 2]!),
        [9, 8, 2],
      );
    await expectFunction(
      layersEncoder(own, { normalise: { mean: full(mean), std: full(std) } }),
      random([2, 9, 8, 2]),
      f(own),
    );
    const scalar = layersEncoder(own, { normalise: { mean: 0.5, std: 2 } });
    expect(scalar.dispose).toBeUndefined();
    await expectFunction(scalar, random([2, 9, 8, 2]), (x) => apply(own, tf.div(tf.sub(x, 0.5), 2)));
    const noise = random([2, 5], 4) as tf.Tensor2D;
    const x = random([2, 9, 8, 2]);
    const inside = tf.div(tf.sub(x, tf.tensor1d(mean)), tf.tensor1d(std));
    expectSame(
      layersEncoder(own, { normalise: { mean, std } }).sampled!(noise).encode(x),
      layersEncoder(own).sampled!(noise).encode(inside),
    );
    const first = spatialModel('channelsFirst');
    const options = { output: 'z_mean', latent: 'flatten' } as const;
    const y = random([1, 2, 8, 6]);
    const shaped = (values: number[]) => tf.tensor(values, [1, 2, 1, 1]);
    expectSame(
      layersEncoder(first, { ...options, normalise: { mean, std } }).encode(y),
      layersEncoder(first, options).encode(tf.div(tf.sub(y, shaped(mean)), shaped(std))),
    );
  });

  it('of one of several packed inputs', async () => {
    const twoInputs = conditional();
    const encoder = layersEncoder(twoInputs, {
      output: 'z',
      input: ['image', 'embedded'],
      normalise: { input: 'image', mean: 0.5, std: 2 },
    });
    const plain = layersEncoder(twoInputs, { output: 'z', input: ['image', 'embedded'] });
    const [image, rest] = [random([2, 6]), random([2, 4], 2)];
    expectSame(
      encoder.encode(tf.concat([image, rest], 1)),
      plain.encode(tf.concat([tf.div(tf.sub(image, 0.5), 2), rest], 1)),
    );
    expect(() =>
      layersEncoder(twoInputs, {
        output: 'z',
        input: ['image', 'embedded'],
        normalise: { mean: 0, std: 1 },
      }),
    ).toThrow(/normalise.input must name one of the encoder's inputs/);
    const given = layersEncoder(twoInputs, {
      output: 'z',
      given: { label: 2 },
      normalise: { mean: 0.5, std: 2 },
    });
    expectSame(
      given.encode(random([2, 3, 2])),
      apply(twoInputs, [tf.div(tf.sub(random([2, 3, 2]), 0.5), 2), tf.fill([2, 1], 2)]),
    );
  });

  it('refuses what does not fit', () => {
    const encoder =
      (normalise: unknown, of = model()) =>
      () =>
        layersEncoder(of, { normalise: normalise as EncoderOptions['normalise'] });
    expect(encoder({ mean, std: [1, 0] })).toThrow(/normalise.std must have positive numbers; got 0/);
    expect(encoder({ mean, std: [1, -1] })).toThrow(/positive numbers/);
    expect(encoder({ mean: [Number.NaN, 0], std })).toThrow(/normalise.mean must have finite numbers/);
    expect(encoder({ mean: [1, 2, 3], std })).toThrow(
      /one number per channel of the input \[9,8,2\] \(channelsLast\).*got 3 numbers/,
    );
    expect(encoder({ mean })).toThrow(/must be an object \{ mean, std \}/);
    expect(encoder({ mean, std, sd: 1 })).toThrow(/unknown option "normalise.sd"/);
    const dense = tfl.sequential({
      layers: [layers.flatten({ inputShape: [3, 4, 3] }), layers.dense({ units: 2 })],
    });
    expect(encoder({ mean: [1, 2, 3], std: 1 }, dense)).toThrow(
      /may be for the first or the last axis .* pass \{ layout \}/,
    );
  });
});
