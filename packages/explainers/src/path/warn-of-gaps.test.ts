import { conceptVector, type Explainer, explain, layersEncoder } from '@csm/core';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { deepLift } from '../methods/deep-lift.js';
import { integratedGradients } from '../methods/integrated-gradients.js';
import { contrastive } from '../wrappers/contrastive.js';
import { smoothGrad } from '../wrappers/smooth-grad.js';

beforeAll(() => useBackend('cpu'));

const concept = conceptVector('smiling', [1, 0.5]);
const inputs = ndarray(
  Float32Array.from({ length: 27 }, (_, i) => 0.7 + 0.01 * i),
  [9, 3],
);

/** z = activation(slope · mean(x) − slope / 2), twice: with a large slope, a step that a quadrature rule can miss. */
function stepEncoder(activation: 'tanh' | 'linear' | 'softmax', slope: number) {
  const layer = tfl.layers.dense({ units: 2, activation, inputShape: [3], name: 'steps' });
  const model = tfl.sequential({ layers: [layer] });
  const weights = [slope / 3, -slope / 3];
  layer.setWeights([
    tf.tensor2d([weights, weights, weights]),
    tf.tensor1d([-slope / 2, activation === 'softmax' ? slope / 2 : slope]),
  ]);
  return layersEncoder(model);
}

async function warningsOf(
  explainer: Explainer,
  encoder = stepEncoder('tanh', 200),
  concepts = [concept],
  samples = inputs,
): Promise<string[]> {
  const warnings: string[] = [];
  const onWarning = (message: string) => warnings.push(message);
  const before = tf.memory().numTensors;
  await explain(encoder, concepts, samples, explainer, { onWarning, batchSize: 2 });
  expect(tf.memory().numTensors).toBe(before);
  return warnings;
}

describe('incomplete maps of integratedGradients', () => {
  it('give one warning per call, with the concept, the gap and the remedy', async () => {
    const warnings = await warningsOf(integratedGradients());
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(
      /^integratedGradients: the map of "smiling" for sample \d should add up to [-\d.e]+, but its sum is [-\d.e]+, a gap of \d+ %; .*see completenessGaps\); take more steps than 50, set tolerance .* or use another baseline\.$/,
    );
    const concepts = ['a', 'b'].map((name, k) => conceptVector(name, [1, k]));
    expect(await warningsOf(integratedGradients(), undefined, concepts)).toHaveLength(1);
  });

  it('give none if the encoder is linear, there are enough steps, or the method is not complete', async () => {
    expect(await warningsOf(integratedGradients({ steps: 1 }), stepEncoder('linear', 200))).toEqual([]);
    expect(await warningsOf(integratedGradients({ steps: 800 }))).toEqual([]);
    expect(await warningsOf(integratedGradients({ tolerance: 0.01, maxSteps: 3000 }))).toEqual([]);
    expect(await warningsOf(integratedGradients({ pathFromZero: true }))).toEqual([]);
  });

  it('give none if the gap is only rounding', async () => {
    // The latents are large, and the score is almost their difference of 0, so that rounding is most of the difference.
    const encoder = stepEncoder('linear', 3000.3);
    const noise = conceptVector('noise', [1, 1 + 3e-7]);
    const explainer = integratedGradients({ baseline: 0.1 });
    const found = await explain(encoder, noise, inputs, explainer);
    const shares = Array.from(found.completenessGaps!.data, (gap, i) => {
      const sum = found.maps.data.subarray(3 * i, 3 * i + 3).reduce((a, b) => a + b, 0);
      return Math.abs(gap / (sum - gap));
    });
    expect(Math.max(...shares)).toBeGreaterThan(0.05);
    expect(await warningsOf(explainer, encoder, [noise])).toEqual([]);
    const itself = ndarray(new Float32Array(27), [9, 3]);
    expect(await warningsOf(integratedGradients(), undefined, [concept], itself)).toEqual([
      expect.stringMatching(/zero everywhere/),
    ]);
  });

  it('are counted over all concepts if each has its own baselines', async () => {
    const baseline = { of: (x: tf.Tensor) => tf.zerosLike(x), perConcept: true };
    const concepts = ['a', 'b'].map((name, k) => conceptVector(name, [1, k]));
    expect(await warningsOf(integratedGradients({ baseline }), undefined, concepts)).toHaveLength(1);
  });

  it.each([
    ['smoothGrad', smoothGrad(integratedGradients(), { samples: 5 })],
    ['contrastive', contrastive(integratedGradients(), { concepts: [conceptVector('other', [0, 1])] })],
  ])('give one warning within %s', async (_, explainer) => {
    expect(await warningsOf(explainer)).toHaveLength(1);
  });
});

describe('incomplete maps of deepLift', () => {
  it('give one warning that names the layer whose gradient is used', async () => {
    const warnings = await warningsOf(deepLift(), stepEncoder('softmax', 20));
    expect(warnings).toHaveLength(2);
    expect(warnings[1]).toMatch(
      /^deepLift: the map of "smiling" .* a gap of \d+ %; .*the gradient of "steps.*" .*is used, because it is neither linear nor an elementwise activation: .*integratedGradients/,
    );
  });

  it('give none if every activation has the rule', async () => {
    expect(await warningsOf(deepLift())).toEqual([]);
    expect(await warningsOf(deepLift({ midpoint: true }))).toEqual([]);
  });
});
