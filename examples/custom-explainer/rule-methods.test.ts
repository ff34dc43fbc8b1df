import '@csm/wasm';
import { conceptVector, explain, layersEncoder } from '@csm/core';
import * as builtIn from '@csm/explainers';
import { explainerContract, testEncoders } from '@csm/explainers/testing';
import { ones, setBackend } from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import * as rule from './rule-methods.js';

beforeAll(() => setBackend('wasm'));

describe.each([
  ['guidedBackprop', () => rule.guidedBackprop(), () => builtIn.guidedBackprop()],
  ['deconvnet', () => rule.deconvnet(), () => builtIn.deconvnet()],
  [
    'rectifiedGradient',
    () => rule.rectifiedGradient({ percentile: 60 }),
    () => builtIn.rectifiedGradient({ percentile: 60 }),
  ],
])('%s', (name, create, createBuiltIn) => {
  for (const { name, run } of explainerContract(create)) it(name, run);

  it.each(Object.entries(testEncoders))(
    'has the built-in method’s maps on the %s encoder',
    async (_, make) => {
      const { encoder, dispose } = make();
      const concept = conceptVector('c', [1, -2, 0.5, 3]);
      const inputs = ones([2, ...encoder.inputShape]);
      const mapsBy = async (explainer: ReturnType<typeof create>) =>
        (await explain(encoder, concept, inputs, explainer)).maps.data;
      expect(await mapsBy(create())).toEqual(await mapsBy(createBuiltIn()));
      inputs.dispose();
      dispose();
    },
  );

  it('refuses a layer with a ReLU inside, by the name of the method', async () => {
    const hidden = tfl.layers.simpleRNN({
      units: 3,
      activation: 'relu',
      recurrentInitializer: 'glorotNormal',
      inputShape: [4, 2],
    });
    const encoder = layersEncoder(tfl.sequential({ layers: [hidden] }));
    const inputs = ones([1, 4, 2]);
    await expect(explain(encoder, conceptVector('c', [1, 2, 3]), inputs, create())).rejects.toThrow(
      new RegExp(`^${name}: layer .* applies a nonlinearity inside`),
    );
    inputs.dispose();
  });
});
