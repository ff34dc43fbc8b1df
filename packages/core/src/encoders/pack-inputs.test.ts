import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { random } from '../../test/small-models.js';
import type { TfjsEncoder } from './encoder.js';
import { layersEncoder } from './layers-model/layers-encoder.js';
import { packInputs, unpackMaps } from './pack-inputs.js';

const { layers } = tfl;

beforeAll(() => useBackend('cpu'));

/** A model whose latent depends on an image and two more numbers. */
function twoInputs(): { model: tfl.LayersModel; encoder: TfjsEncoder } {
  const image = tfl.input({ shape: [3, 2, 1], name: 'image' });
  const label = tfl.input({ shape: [2], name: 'label' });
  const flat = layers.flatten().apply(image) as tfl.SymbolicTensor;
  const both = layers.concatenate().apply([flat, label]) as tfl.SymbolicTensor;
  const hidden = layers.dense({ units: 5, activation: 'tanh' }).apply(both) as tfl.SymbolicTensor;
  const latent = layers.dense({ units: 3 }).apply(hidden) as tfl.SymbolicTensor;
  const model = tfl.model({ inputs: [image, label], outputs: latent });
  return { model, encoder: layersEncoder(model) };
}

const image = ndarray(
  Float32Array.from({ length: 12 }, (_, i) => Math.sin(i)),
  [2, 3, 2, 1],
);
const label = ndarray(Float32Array.of(0.5, -1, 2, 0.25), [2, 2]);

describe('an encoder of several inputs', () => {
  it('has the latents and the gradients of tfjs for each input', async () => {
    const { model, encoder } = twoInputs();
    expect(encoder.inputShape).toEqual([8]);
    const packed = packInputs(encoder, { label, image });
    const inputs = tf.tensor(packed.data, packed.shape);
    const images = tf.tensor4d(image.data, [2, 3, 2, 1]);
    const labels = tf.tensor2d(label.data, [2, 2]);
    const predicted = model.predict([images, labels]) as tf.Tensor2D;
    const cotangent = random([2, 3]) as tf.Tensor2D;
    const [imageGradient, labelGradient] = tf.grads((a: tf.Tensor, b: tf.Tensor) =>
      tf.sum(tf.mul(model.predict([a, b]) as tf.Tensor, cotangent)),
    )([images, labels]);
    const trace = encoder.trace(inputs);
    const map = await trace.backward(cotangent);
    const maps = unpackMaps(encoder, ndarray(map.dataSync<'float32'>(), [2, 8]));
    expect([maps.image!.shape, maps.label!.shape]).toEqual([
      [2, 3, 2, 1],
      [2, 2],
    ]);
    const close = (a: ArrayLike<number>, b: ArrayLike<number>) =>
      Array.from(a, (value, i) => expect(value).toBeCloseTo(b[i]!, 6));
    close(trace.latent.dataSync(), predicted.dataSync());
    close(maps.image!.data, imageGradient!.dataSync());
    close(maps.label!.data, labelGradient!.dataSync());
  });

  it('names an input that is missing, unknown or of another shape', () => {
    const { encoder } = twoInputs();
    expect(() => packInputs(encoder, { image })).toThrow(/packInputs: input "label" is missing/);
    expect(() => packInputs(encoder, { image, label, age: label })).toThrow(
      /no input "age"; valid inputs: image, label/,
    );
    expect(() => packInputs(encoder, { image, label: image })).toThrow(
      /input "label" must have shape \[2,2\]; got \[2,3,2,1\]/,
    );
    expect(() => unpackMaps(encoder, ndarray(new Float32Array(9), [1, 9]))).toThrow(
      /expected maps of shape \[n, 8\]/,
    );
  });
});
