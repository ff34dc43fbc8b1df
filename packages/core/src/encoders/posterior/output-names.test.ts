import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { expectSame, random } from '../../../test/small-models.js';
import { layersEncoder } from '../layers-model/layers-encoder.js';

beforeAll(() => useBackend('cpu'));

const { layers } = tfl;

/** A model with dense outputs of these names and activations. */
function modelOf(outputs: Readonly<Record<string, 'linear' | 'softplus' | 'relu'>>): tfl.LayersModel {
  const input = tfl.input({ shape: [4] });
  const dense = (name: string, activation: 'linear' | 'softplus' | 'relu', seed: number) =>
    layers.dense({ units: 3, name, activation, kernelInitializer: tfl.initializers.glorotNormal({ seed }) });
  return tfl.model({
    inputs: input,
    outputs: Object.entries(outputs).map(
      ([name, activation], i) => dense(name, activation, i + 1).apply(input) as tfl.SymbolicTensor,
    ),
  });
}

describe('the posterior is found by the names of outputs', () => {
  it.each([
    ['mu', 'logvar', 'linear', (d: tf.Tensor) => tf.exp(tf.div(d, 2))],
    ['loc', 'scale', 'softplus', (d: tf.Tensor) => d],
    ['qz_m', 'qz_v', 'softplus', (d: tf.Tensor) => tf.sqrt(d)],
    ['latent_mean', 'log_std', 'linear', (d: tf.Tensor) => tf.exp(d)],
    ['Mean', 'Sigma', 'softplus', (d: tf.Tensor) => d],
  ] as const)('%s and %s', (mean, deviation, activation, sigma) => {
    const model = modelOf({ [deviation]: activation, [mean]: 'linear' });
    const [x, noise] = [random([5, 4]), random([5, 3], 8) as tf.Tensor2D];
    const [output, mu] = model.predict(x) as [tf.Tensor, tf.Tensor];
    const encoder = layersEncoder(model);
    expectSame(encoder.encode(x), mu);
    expectSame(encoder.sampled!(noise).encode(x), tf.add(mu, tf.mul(sigma(output), noise)));
  });

  it('not if an output named sigma may be negative, two outputs may be meant, or the name has several meanings', () => {
    expect(layersEncoder(modelOf({ mu: 'linear', sigma: 'linear' })).sampled).toBeUndefined();
    expect(layersEncoder(modelOf({ mu: 'linear', var: 'linear' })).sampled).toBeUndefined();
    expect(
      layersEncoder(modelOf({ mu: 'linear', std: 'softplus', logvar: 'linear' })).sampled,
    ).toBeUndefined();
    expect(layersEncoder(modelOf({ mu: 'linear', log_sigma: 'linear' })).sampled).toBeUndefined();
    expect(() => layersEncoder(modelOf({ mean: 'linear', mu: 'linear' }))).toThrow(
      /expected one output, or one with a name such as z_mean; the model has outputs "(mean|mu)"/,
    );
  });
});
