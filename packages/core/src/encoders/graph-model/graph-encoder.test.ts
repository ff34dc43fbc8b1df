import type { GraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { graphModelOf } from '../../../../../test/graph-model.js';
import { loadMnistEncoder, MNIST_VAE, mnistDigits } from '../../../../../test/graph-model-mnist.js';
import { NEEDS_SHARED } from '../../../../../test/shared-folder.js';
import { expectSame, random, vaeEncoder } from '../../../test/small-models.js';
import type { Encoder } from '../encoder.js';
import { layersEncoder } from '../layers-model/layers-encoder.js';
import { graphEncoder } from './graph-encoder.js';

const kindsOf = ({ graph }: Encoder) => graph!.nodes.map(({ operation }) => operation.kind);

describe.each(BACKENDS)('graphEncoder on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each([false, true])('computes the same as the LayersModel, fused: %s', async (fused) => {
    const layers = layersEncoder(vaeEncoder());
    const model = await graphModelOf(layers.graph!, fused);
    const encoder = graphEncoder(model);
    const x = random([3, 9, 8, 2]);
    const cotangent = random([3, 5], 3) as tf.Tensor2D;
    expect(kindsOf(encoder)).toEqual(kindsOf(layers));
    expectSame(encoder.encode(x), layers.encode(x));
    expectSame(encoder.encode(x), model.predict(x) as tf.Tensor);
    const [expected, trace] = [layers.trace(x), encoder.trace(x)];
    expectSame(await trace.backward(cotangent), await expected.backward(cotangent));
  });
});

describe.skipIf(!MNIST_VAE).each(BACKENDS)(
  `a VAE trained by others, on %s ${MNIST_VAE ? '' : NEEDS_SHARED}`,
  (backend) => {
    const outputs = { output: { columns: [2, 4] }, logVariance: { columns: [0, 2] } } as const;
    const cotangent = [1, -2, 0.5, 1, 0, 3, -1, -1, 2, 0.25];
    let model: GraphModel;
    let x: tf.Tensor;
    let expected: Record<'mean' | 'logVariance' | 'gradient', tf.Tensor>;

    beforeAll(async () => {
      // The model's output is computed on cpu: tfjs-wasm cannot run it, because it rejects a bias of rank 4.
      await useBackend('cpu');
      const own = await loadMnistEncoder();
      const images = mnistDigits(5);
      const columns = (from: number) => (input: tf.Tensor) =>
        tf.slice(own.predict(input) as tf.Tensor2D, [0, from], [-1, 2]);
      const found = {
        mean: columns(2)(images),
        logVariance: columns(0)(images),
        gradient: tf.grad(columns(2))(images, tf.tensor2d(cotangent, [5, 2])),
      };
      const stored = Object.entries(found).map(([key, value]) => [key, value.arraySync()] as const);
      await useBackend(backend);
      model = await loadMnistEncoder();
      x = mnistDigits(5);
      expected = Object.fromEntries(stored.map(([key, value]) => [key, tf.tensor(value)])) as typeof expected;
    });
    afterAll(() => {
      model.dispose();
      tf.dispose([x, expected]);
    });

    it('is walked into operations that every method supports', () => {
      const encoder = graphEncoder(model, outputs);
      expect([encoder.inputShape, encoder.latentSize]).toEqual([[28, 28, 1], 2]);
      expect(kindsOf(encoder)).toEqual([
        'input',
        'convolution',
        'activation',
        'convolution',
        'activation',
        'reshape',
        'dense',
        'activation',
        'dense',
        'slice',
      ]);
    });

    it('has the latents of model.predict and the gradients of tf.grad', async () => {
      const encoder = graphEncoder(model, outputs);
      const trace = encoder.trace(x);
      expectSame(encoder.encode(x), expected.mean);
      expectSame(await trace.backward(tf.tensor2d(cotangent, [5, 2])), expected.gradient);
      trace.dispose();
    });

    it('samples its posterior', async () => {
      const noise = random([5, 2], 4) as tf.Tensor2D;
      const encoder = graphEncoder(model, outputs).sampled!(noise);
      const deviation = tf.exp(tf.mul(0.5, expected.logVariance));
      expectSame(encoder.encode(x), tf.add(expected.mean, tf.mul(deviation, noise)));
      const trace = encoder.trace(x);
      const gradient = await trace.backward(tf.ones([5, 2]));
      expect(gradient.shape).toEqual(x.shape);
      trace.dispose();
    });

    it('accepts names of Keras layers and of nodes', () => {
      const full = 'StatefulPartitionedCall/sequential_47_1/dense_61_1/Relu';
      const hidden = graphEncoder(model, { output: full });
      expect([hidden.latentSize, hidden.graph!.nodes.at(-1)!.name]).toEqual([16, `${full}/relu`]);
      expectSame(graphEncoder(model, { output: 'dense_61_1' }).encode(x), hidden.encode(x));
      expect(() => graphEncoder(model, { output: 'z' })).toThrow(/graphEncoder: the model has no layer "z"/);
    });
  },
);
