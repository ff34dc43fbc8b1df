import { conceptVector, type Explainer, explain, functionEncoder, layersEncoder } from '@csm/core';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { deconvnet } from '../src/methods/deconvnet.js';
import { deepLift } from '../src/methods/deep-lift.js';
import { epsilonLrp } from '../src/methods/epsilon-lrp.js';
import { gradient } from '../src/methods/gradient.js';
import { guidedBackprop } from '../src/methods/guided-backprop.js';
import { rectifiedGradient } from '../src/methods/rectified-gradient.js';

beforeAll(() => useBackend('cpu'));

const concept = conceptVector('c', [1, -2, 3]);
const inputs = ndarray(Float32Array.of(1, -2, 3, -1, 2, 0.5), [2, 3]);
const METHODS: [string, Explainer][] = [
  ['guidedBackprop', guidedBackprop()],
  ['deconvnet', deconvnet()],
  ['rectifiedGradient', rectifiedGradient({ threshold: 0 })],
  ['epsilonLrp', epsilonLrp({ form: 'gradient' })],
];

async function warningsOf(encode: (x: tf.Tensor) => tf.Tensor, explainer: Explainer): Promise<string[]> {
  const warnings: string[] = [];
  const encoder = functionEncoder(encode, { inputShape: [3] });
  const onWarning = (message: string) => warnings.push(message);
  await explain(encoder, [concept, concept], inputs, explainer, { batchSize: 1, onWarning });
  return warnings;
}

it.each(METHODS)('%s warns if a function has no operation for its rule', async (name, explainer) => {
  expect(await warningsOf((x) => tf.abs(x), explainer)).toEqual([
    expect.stringContaining(
      `${name}: the encoder's function has no operation that the method's rule replaces, so the map is the plain gradient`,
    ),
  ]);
  expect(await warningsOf((x) => tf.relu(x), explainer)).toEqual([]);
});

it('a method without rules does not warn', async () => {
  expect(await warningsOf((x) => tf.abs(x), gradient())).toEqual([]);
});

it('rectifiedGradient asks whether a percentile below 1 was meant as a fraction', async () => {
  const said = await warningsOf((x) => tf.relu(x), rectifiedGradient({ percentile: 0.95 }));
  expect(said).toEqual([
    'rectifiedGradient: percentile should be on the scale from 0 to 100; got 0.95; for the share 0.95, pass 95.',
  ]);
});

describe('a layer that the rules cannot handle is named, with the method and what it computes', () => {
  const encoderOf = (layer: tfl.layers.Layer) =>
    layersEncoder(
      tfl.sequential({ layers: [layer, tfl.layers.flatten(), tfl.layers.dense({ units: 3, name: 'z' })] }),
    );
  const explained = (layer: tfl.layers.Layer, explainer: Explainer) => {
    const input = ndarray(new Float32Array(6).fill(1), [1, 2, 3]);
    return explain(encoderOf(layer), concept, input, explainer, { onWarning: () => {} });
  };

  it.each(METHODS)('%s refuses a recurrent layer', async (name, explainer) => {
    const layer = tfl.layers.gru({
      units: 2,
      returnSequences: true,
      recurrentInitializer: 'zeros',
      inputShape: [2, 3],
      name: 'g',
    });
    await expect(explained(layer, explainer)).rejects.toThrow(
      `${name}: layer "g" (GRU) applies a nonlinearity inside`,
    );
  });

  it('a softmax is an activation, but not an elementwise one', async () => {
    const layer = tfl.layers.dense({ units: 2, activation: 'softmax', inputShape: [2, 3], name: 'd' });
    await expect(explained(layer, epsilonLrp())).rejects.toThrow(
      'epsilonLrp: layer "d/softmax" (softmax) is neither linear nor an elementwise function of one input',
    );
    const warnings: string[] = [];
    const target = { encoder: encoderOf(layer), scores: [] };
    deepLift().check!(target, (message) => warnings.push(message));
    expect(warnings).toEqual([
      expect.stringContaining('deepLift: layer "d/softmax" (softmax) is neither linear'),
    ]);
  });
});
