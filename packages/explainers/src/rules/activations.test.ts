import { type ConceptVector, conceptVector, type Explainer, explain, layersEncoder } from '@csm/core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { ACTIVATIONS_64 } from '../../test/deep-lift/activations-64.js';
import { deconvnet } from '../methods/deconvnet.js';
import { guidedBackprop } from '../methods/guided-backprop.js';
import { rectifiedGradient } from '../methods/rectified-gradient.js';
import { type ActivationScope, activations } from './activations.js';
import { NODE_NAMES } from './node-names.js';

beforeAll(() => useBackend('cpu'));

const Z = Float32Array.of(-2, -0.5, 0.0625, 0.3, 2);
const G = Float32Array.of(1, -1, 1, -1, 1);
const concept: ConceptVector = conceptVector('g', G);

async function mapOf(name: string, explainer: Explainer): Promise<number[]> {
  const { layer } = ACTIVATIONS_64[name]!;
  const input = tfl.input({ shape: [5] });
  const model = tfl.model({ inputs: input, outputs: layer().apply(input) as tfl.SymbolicTensor });
  const { maps } = await explain(layersEncoder(model), concept, ndarray(Z, [1, 5]), explainer, {
    onWarning() {},
  });
  // Turns −0 into 0.
  return Array.from(maps.data, (value) => value + 0);
}

const REFERENCE = ['relu', 'relu6', 'elu', 'sigmoid', 'tanh', 'softplus', 'softsign'];

describe.each(Object.entries(ACTIVATIONS_64))("'all' on %s", (name, { f }) => {
  it('replaces the derivative by the rule of guided backprop, deconvnet and RectGrad', async () => {
    const scope = { activations: 'all' } as const;
    expect(await mapOf(name, guidedBackprop(scope))).toEqual(
      Array.from(Z, (z, i) => (z > 0 && f(z) > 0 ? Math.max(G[i]!, 0) : 0)),
    );
    expect(await mapOf(name, deconvnet(scope))).toEqual(Array.from(G, (g) => Math.max(g, 0)));
    expect(await mapOf(name, rectifiedGradient({ ...scope, threshold: 0 }))).toEqual(
      Array.from(Z, (z, i) => (f(z) * G[i]! > 0 ? z * G[i]! : 0)),
    );
  });
});

it.each<[ActivationScope, (name: string) => boolean]>([
  ['relu', (name) => name === 'relu' || name === 'relu6'],
  ['reference', (name) => REFERENCE.includes(name)],
  ['all', (name) => !['linear', 'softmax', 'logSoftmax', 'hardmax'].includes(name)],
])('the scope %s', (scope, isMember) => {
  const matches = activations(scope);
  const names = NODE_NAMES.slice(NODE_NAMES.indexOf('linear'));
  expect(names).toContain('hardSwish');
  for (const activation of names) {
    const node = { operation: { kind: 'activation', activation } } as unknown as Parameters<
      typeof matches
    >[0];
    expect([activation, matches(node)]).toEqual([activation, isMember(activation)]);
  }
});

it("'all' gives the maps of 'reference' where there is no other activation", async () => {
  for (const name of REFERENCE) {
    for (const create of [guidedBackprop, deconvnet, rectifiedGradient]) {
      expect(await mapOf(name, create({ activations: 'all' }))).toEqual(
        await mapOf(name, create({ activations: 'reference' })),
      );
    }
  }
});
