import { type ConceptScore, conceptVector, cosine, type Explainer, explain, layersEncoder } from '@csm/core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { deconvnet } from '../src/methods/deconvnet.js';
import { deepLift } from '../src/methods/deep-lift.js';
import { epsilonLrp } from '../src/methods/epsilon-lrp.js';
import { gradient } from '../src/methods/gradient.js';
import { guidedBackprop } from '../src/methods/guided-backprop.js';
import { lrp } from '../src/methods/lrp/lrp.js';
import { rectifiedGradient } from '../src/methods/rectified-gradient.js';
import { smoothGrad } from '../src/wrappers/smooth-grad.js';
import { images, LATENT, numbers, smallEncoder } from './small-encoder.js';

beforeAll(() => useBackend('cpu'));

const concept = conceptVector('smiling', numbers(LATENT, 3));

async function warningsOf(
  explainer: Explainer,
  activation: 'relu' | 'tanh',
  score: ConceptScore | typeof concept = concept,
): Promise<string[]> {
  const warnings: string[] = [];
  await explain(smallEncoder(activation), score, images(1), explainer, {
    onWarning: (message) => warnings.push(message),
  });
  return warnings;
}

describe('warnings before the run', () => {
  it('rectifiedGradient names the layers that nothing passes, before the map is zero', async () => {
    // The layers have 45 and 12 units: percentile 95 leaves index round(11 · 0.05) = 1 of the second, 98 leaves 0.
    expect(await warningsOf(rectifiedGradient({ percentile: 95 }), 'relu')).toEqual([]);
    const warnings = await warningsOf(rectifiedGradient({ percentile: 98 }), 'relu');
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toMatch(/percentile 98 lets no unit of layers? "dense_[^"]*relu".* pass/);
    expect(warnings[1]).toMatch(/the maps of "smiling" by rectified gradient are zero everywhere/);
    const wrapped = await warningsOf(
      smoothGrad(rectifiedGradient({ percentile: 98 }), { samples: 1 }),
      'relu',
    );
    expect(wrapped[0]).toMatch(/percentile 98 lets no unit of layer/);
  });

  it.each([
    ['guidedBackprop', guidedBackprop],
    ['deconvnet', deconvnet],
    ['rectifiedGradient', () => rectifiedGradient({ percentile: 50 })],
  ] as const)('%s warns if the encoder has no ReLU', async (name, make) => {
    expect(await warningsOf(make(), 'relu')).toEqual([]);
    expect((await warningsOf(make(), 'tanh'))[0]).toBe(
      `${name}: the method's rule applies to no operation of the encoder, so the map is the plain gradient; ` +
        "the encoder's activations are tanh: see the option activations.",
    );
  });

  it('are not given for the gradient', async () => {
    expect(await warningsOf(gradient(), 'tanh')).toEqual([]);
  });
});

describe('refusals before the run', () => {
  it.each([
    ['epsilonLrp', epsilonLrp],
    ['lrp', lrp],
    ['deepLift', deepLift],
  ] as const)('%s refuses a score that is not affine, and an encoder without a graph', async (name, make) => {
    await expect(warningsOf(make(), 'relu', cosine(concept))).rejects.toThrow(
      new RegExp(`^${name}: the score of "smiling" must be affine`),
    );
    const { graph: _, ...hidden } = smallEncoder('relu');
    await expect(explain(hidden, concept, images(1), make())).rejects.toThrow(
      new RegExp(`^${name}: .* does not show its layers`),
    );
    await expect(explain(hidden, concept, images(1), smoothGrad(make()))).rejects.toThrow(
      new RegExp(`^${name}: .* does not show its layers`),
    );
  });
});

describe('dead units', () => {
  /** Two ReLUs, the second of which is not active for x = (1, −1); then a negative weight, so that the first has a · g < 0. */
  const model = () => {
    const encoder = tfl.sequential({
      layers: [
        tfl.layers.reLU({ inputShape: [2] }),
        tfl.layers.dense({ units: 1, useBias: false, name: 'w' }),
      ],
    });
    encoder.getLayer('w').setWeights([tfl.initializers.constant({ value: -3 }).apply([2, 1])]);
    return layersEncoder(encoder);
  };
  const map = async (deadUnits: 'masked' | 'passed') => {
    const explainer = rectifiedGradient({ percentile: 0, deadUnits });
    const x = ndarray(Float32Array.of(1, -1), [1, 2]);
    return [
      ...(await explain(model(), conceptVector('c', [1]), x, explainer, { onWarning: () => {} })).maps.data,
    ];
  };

  it('are masked by default: the threshold, the minimum of a · g = −3 and 0, is below their importance of 0', async () => {
    expect((await map('passed')).map(Math.abs)).toEqual([0, 3]);
    expect((await map('masked')).map(Math.abs)).toEqual([0, 0]);
  });
});

describe('layers that are neither linear nor an activation', () => {
  const normalised = () => {
    const { layers, sequential } = tfl;
    const model = sequential({
      layers: [
        layers.dense({ units: 4, activation: 'relu', inputShape: [3] }),
        layers.layerNormalization({ name: 'norm' }),
        layers.dense({ units: 2 }),
      ],
    });
    return layersEncoder(model);
  };
  const run = (explainer: Explainer, warnings: string[] = []) =>
    explain(normalised(), conceptVector('c', [1, 2]), ndarray(numbers(3, 1), [1, 3]), explainer, {
      onWarning: (message) => warnings.push(message),
    });

  it('are named: ε-LRP refuses them, DeepLIFT warns and reports its gap', async () => {
    await expect(run(epsilonLrp())).rejects.toThrow(
      /^epsilonLrp: layer "norm" \(layerNormalization\) is neither linear nor an elementwise function of one input/,
    );
    const warnings: string[] = [];
    const { completenessGaps } = await run(deepLift(), warnings);
    expect(warnings[0]).toMatch(/^deepLift: layer "norm" \(layerNormalization\)/);
    expect(completenessGaps!.shape).toEqual([1]);
  });
});

describe('a hidden softmax', () => {
  const model = () =>
    layersEncoder(
      tfl.sequential({
        layers: [
          tfl.layers.dense({ units: 4, activation: 'softmax', name: 'gate', inputShape: [3] }),
          tfl.layers.dense({ units: 2 }),
        ],
      }),
    );
  const run = (explainer: Explainer, warnings: string[] = []) =>
    explain(model(), conceptVector('c', [1, 2]), ndarray(numbers(3, 1), [1, 3]), explainer, {
      onWarning: (message) => warnings.push(message),
    });

  it('is not elementwise: ε-LRP refuses it, DeepLIFT warns', async () => {
    await expect(run(epsilonLrp())).rejects.toThrow(/^epsilonLrp: layer "gate\/softmax"/);
    const warnings: string[] = [];
    await run(deepLift(), warnings);
    expect(warnings[0]).toMatch(/^deepLift: layer "gate\/softmax"/);
  });
});
