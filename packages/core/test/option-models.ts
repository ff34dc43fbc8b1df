import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { expect } from 'vitest';
import { loadGraphDef, placeholder } from '../../../test/graph-model.js';
import type { TfjsEncoder } from '../src/encoders/encoder.js';
import type { Explainer } from '../src/explain/explainer.js';
import { scoreGradients } from '../src/explain/score-gradients.js';
import { expectSame, random } from './small-models.js';

const { layers } = tfl;
type Symbolic = tfl.SymbolicTensor;

/** The encoder computes a function: same latents and gradient. */
export async function expectFunction(
  encoder: TfjsEncoder,
  x: tf.Tensor,
  f: (x: tf.Tensor) => tf.Tensor,
): Promise<void> {
  const expected = f(x);
  const cotangent = random(expected.shape, 9) as tf.Tensor2D;
  expect(encoder.inputShape).toEqual(x.shape.slice(1));
  expectSame(encoder.encode(x), expected);
  const trace = encoder.trace(x);
  expectSame(trace.latent, expected);
  expectSame(await trace.backward(cotangent), tf.grad(f)(x, cotangent));
  trace.dispose();
}

export const apply = (model: tfl.LayersModel, x: tf.Tensor | tf.Tensor[]): tf.Tensor =>
  [model.apply(x, { training: false })].flat()[0] as tf.Tensor;

/** A gradient that says that it is linear in the scores. */
export const linearGradient: Explainer = {
  name: 'gradient',
  linear: true,
  async attribute({ encoder, scores }, inputs, run) {
    const trace = await encoder.trace!(inputs, { rules: false });
    const maps = await scoreGradients(trace, scores, run);
    trace.dispose();
    return { maps };
  },
};

/** A convolutional model with latents [batch, 4, 3, 5], or channels first [batch, 5, 4, 3]. */
export function spatialModel(dataFormat: 'channelsFirst' | 'channelsLast' = 'channelsLast'): tfl.LayersModel {
  const shape = dataFormat === 'channelsLast' ? [8, 6, 2] : [2, 8, 6];
  const input = tfl.input({ shape });
  const conv = (filters: number, strides: number, name: string) =>
    layers.conv2d({
      filters,
      kernelSize: 3,
      strides,
      padding: 'same',
      dataFormat,
      name,
      kernelInitializer: tfl.initializers.glorotNormal({ seed: filters }),
    });
  const h = layers.reLU({ name: 'h' }).apply(conv(6, 1, 'first').apply(input)) as Symbolic;
  const mean = conv(5, 2, 'z_mean').apply(h) as Symbolic;
  const logVariance = conv(5, 2, 'z_log_var').apply(h) as Symbolic;
  return tfl.model({ inputs: input, outputs: [mean, logVariance] });
}

/** The outputs of {@link spatialModel} for channels-last inputs, by tfjs' own convolutions. */
export function spatialForward(model: tfl.LayersModel, x: tf.Tensor): tf.Tensor[] {
  const run = (name: string, input: tf.Tensor, strides: number) => {
    const [kernel, bias] = model.getLayer(name).getWeights() as [tf.Tensor4D, tf.Tensor];
    return tf.add(tf.conv2d(input as tf.Tensor4D, kernel, strides, 'same'), bias);
  };
  const h = tf.relu(run('first', x, 1));
  return ['z_mean', 'z_log_var'].map((name) => run(name, h, 2));
}

/** A model of an image and a condition, which it embeds. */
export function conditional(): tfl.LayersModel {
  const image = tfl.input({ shape: [3, 2], name: 'image' });
  const label = tfl.input({ shape: [1], name: 'label' });
  const weights = tfl.initializers.randomNormal({ seed: 3 });
  const embedded = layers
    .flatten()
    .apply(
      layers
        .embedding({ inputDim: 5, outputDim: 4, name: 'embedded', embeddingsInitializer: weights })
        .apply(label),
    );
  const all = layers.concatenate().apply([layers.flatten().apply(image) as Symbolic, embedded as Symbolic]);
  const h = layers.dense({ units: 6, activation: 'tanh', kernelInitializer: weights }).apply(all);
  const z = layers.dense({ units: 3, name: 'z', kernelInitializer: weights }).apply(h) as Symbolic;
  const logVariance = layers
    .dense({ units: 3, name: 'z_log_var', kernelInitializer: weights })
    .apply(h) as Symbolic;
  return tfl.model({ inputs: [image, label], outputs: [z, logVariance] });
}

/** A GraphModel of an image and a class, whose embedding it looks up and appends. */
export function conditionalGraph(batch = -1) {
  const float = { T: { type: 'DT_FLOAT' } };
  const int = { type: 'DT_INT32' };
  const label = placeholder('label', [], batch);
  return loadGraphDef({
    nodes: [
      placeholder('image', [6], batch),
      { ...label, attr: { ...label.attr, dtype: int } },
      { name: 'shifted', op: 'AddV2', input: ['label', 'one'], attr: { T: int } },
      {
        name: 'embedded',
        op: 'GatherV2',
        input: ['table', 'shifted', 'zero'],
        attr: { Tparams: { type: 'DT_FLOAT' }, Tindices: int, Taxis: int },
      },
      { name: 'all', op: 'ConcatV2', input: ['image', 'embedded', 'one'], attr: { ...float, N: { i: '2' } } },
      { name: 'h', op: 'MatMul', input: ['all', 'kernel'], attr: float },
      { name: 'a', op: 'Tanh', input: ['h'], attr: float },
      { name: 'z', op: 'MatMul', input: ['a', 'last'], attr: float },
    ],
    weights: new Map<string, tf.Tensor>([
      ['one', tf.scalar(1, 'int32')],
      ['zero', tf.scalar(0, 'int32')],
      ['table', random([6, 4], 5)],
      ['kernel', random([10, 7], 6)],
      ['last', random([7, 3], 7)],
    ]),
    outputs: { output_0: 'z' },
  });
}
