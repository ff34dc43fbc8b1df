import * as tf from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { apply, conditional, expectFunction, linearGradient } from '../../../test/option-models.js';
import { expectSame, random } from '../../../test/small-models.js';
import { conceptVector } from '../../concepts/concept-vector.js';
import { encode } from '../../encode/encode.js';
import { latentJacobian } from '../../encode/latent-jacobian.js';
import { explain } from '../../explain/explain.js';
import type { EncoderOptions } from '../encoder-options.js';
import { layersEncoder } from '../layers-model/layers-encoder.js';

describe.each(BACKENDS)('the option given of encoders on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
    tf.engine().startScope();
  });
  afterAll(() => tf.engine().endScope());

  it('fixes an input for all samples, through an Embedding', async () => {
    const model = conditional();
    for (const label of [3, ndarray(Float32Array.of(3), [1])]) {
      const encoder = layersEncoder(model, { output: 'z', given: { label } });
      const of = (count: number) => tf.fill([count, 1], 3);
      expect([encoder.samples, encoder.slice]).toEqual([undefined, undefined]);
      const f = (x: tf.Tensor) => apply(model, [x, of(x.shape[0]!)]);
      await expectFunction(encoder, random([4, 3, 2]), f);
      await expectFunction(encoder, random([1, 3, 2]), f);
      encoder.dispose!();
      expect(() => encoder.encode(random([1, 3, 2]))).toThrow(/disposed/);
    }
  });

  it('takes values per sample, which repeat in larger batches and follow slices', async () => {
    const model = conditional();
    const labels = Float32Array.of(0, 3, 1, 4, 2);
    const encoder = layersEncoder(model, {
      output: 'z',
      logVariance: 'z_log_var',
      given: { label: ndarray(labels, [5, 1]) },
    });
    const x = random([5, 3, 2]);
    const label = tf.tensor2d(labels, [5, 1]);
    const expected = apply(model, [x, label]) as tf.Tensor2D;
    expect(encoder.samples).toBe(5);
    await expectFunction(encoder, x, (input) => apply(model, [input, label]));
    expectSame(encoder.encode(tf.concat([x, x])), tf.concat([expected, expected]));
    expectSame(
      encoder.slice!(1, 3).slice!(1, 2).encode(tf.slice(x, [2, 0, 0], [2, -1, -1])),
      tf.slice(expected, [2, 0], [2, 3]),
    );
    expect(() => encoder.encode(random([3, 3, 2]))).toThrow(/given values for 5 samples; got a batch of 3/);
    expect(() => encoder.slice!(3, 3)).toThrow(/a part of the encoder's 5 samples; got start 3 and size 3/);

    const inputs = ndarray((await x.data()) as Float32Array, [5, 3, 2]);
    const latents = await encode(encoder, inputs, { batchSize: 2 });
    expectSame(tf.tensor(latents.data, latents.shape), expected);
    const concept = conceptVector('c', [1, -2, 0.5]);
    const { maps, scores } = await explain(encoder, concept, inputs, linearGradient, { batchSize: 2 });
    const score = (input: tf.Tensor) =>
      tf.sum(tf.mul(apply(model, [input, label]), tf.tensor1d([1, -2, 0.5])));
    expectSame(tf.tensor(maps.data, maps.shape), tf.grad(score)(x));
    expectSame(tf.tensor(scores.data), tf.sum(tf.mul(expected, tf.tensor1d([1, -2, 0.5])), 1));
    const many = await explain(
      encoder,
      [1, 2, 3, 4].map((k) => conceptVector(`c${k}`, [k, 1, -k])),
      inputs,
      linearGradient,
      { batchSize: 2 },
    );
    expect(many).toHaveLength(4);
    const jacobian = await latentJacobian(encoder, inputs, { batchSize: 2 });
    const weighted = tf.mul(tf.tensor(jacobian.data, jacobian.shape), tf.tensor([1, -2, 0.5], [1, 3, 1, 1]));
    expectSame(tf.sum(weighted, 1), tf.grad(score)(x));
    const drawn = await encode(encoder, inputs, { batchSize: 2, sample: { seed: 4 } });
    const whole = await encode(encoder, inputs, { batchSize: 5, sample: { seed: 4 } });
    expectSame(tf.tensor(drawn.data), tf.tensor(whole.data));
    await expect(encode(encoder, ndarray(new Float32Array(6), [1, 3, 2]))).rejects.toThrow(
      /expected 5 inputs, which the encoder is for/,
    );
  });

  it('refuses what does not fit', () => {
    const encoder = (given: unknown) => () =>
      layersEncoder(conditional(), { output: 'z', given: given as EncoderOptions['given'] });
    expect(encoder({ lable: 3 })).toThrow(/no input "lable" to be given/);
    expect(encoder({ label: 'three' })).toThrow(
      /given "label" must be a finite number or an ndarray; got "three"/,
    );
    expect(encoder({ label: Number.NaN })).toThrow(/must be a finite number/);
    expect(encoder({ label: ndarray(new Float32Array(2), [2]) })).toThrow(
      /must have shape \[1\] for all samples, or \[n,1\] for n samples; got \[2\]/,
    );
    expect(encoder({ label: ndarray(Float32Array.of(Number.NaN), [1]) })).toThrow(/must have finite numbers/);
    expect(encoder({ label: 1, image: 0 })).toThrow(/given must leave out one input/);
    expect(encoder([3])).toThrow(/given must be values by the inputs' names/);
  });
});
