import { largest } from '@csm/base';
import { conceptVector, dotProduct, type Explainer, explain, explainMany, layersEncoder } from '@csm/core';
import { disposeAttribution } from '@csm/core/extend';
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

const black = ndarray(new Float32Array(3), [1, 3]);

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
  it('give one warning per call, with the number of samples, the largest gap and the remedy', async () => {
    const warnings = await warningsOf(integratedGradients());
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(
      /^integratedGradients: \d of 9 maps miss the difference of scores that a map should add up to by more than 5 %; the map of "smiling" for sample \d misses it most, with [-\d.e]+ instead of [-\d.e]+, a gap of [\d.]+ %; set tolerance \(such as 0\.02\) to add steps until maps are complete, take more steps than 50, or use another baseline\.$/,
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

  it('are counted, with the gaps that completenessGaps holds', async () => {
    const warnings: string[] = [];
    const onWarning = (message: string) => warnings.push(message);
    const explainer = integratedGradients({ steps: 7, quadrature: 'riemann-left' });
    const { scores, completenessGaps } = await explain(stepEncoder('tanh', 20), concept, inputs, explainer, {
      onWarning,
      batchSize: 4,
    });
    const start = (await explain(stepEncoder('tanh', 20), concept, black, explainer, { onWarning() {} }))
      .scores;
    const shares = scores.data.map((score, i) => Math.abs(completenessGaps!.get(i) / (score - start.get(0))));
    const count = shares.filter((share) => share > 0.05).length;
    expect(count).toBeGreaterThan(0);
    expect(warnings[0]).toContain(`${count} of 9 maps`);
    expect(warnings[0]).toContain(`a gap of ${Number((100 * largest(shares)).toPrecision(2))} %`);
  });

  it.each(['riemann-left', 'riemann-right', 'riemann-middle', 'trapezoid'] as const)(
    'give a warning with %s',
    async (quadrature) => {
      expect(await warningsOf(integratedGradients({ steps: 4, quadrature }))).toHaveLength(1);
    },
  );

  it('give a warning with several baselines, and if the tolerance is missed', async () => {
    expect(await warningsOf(integratedGradients({ baseline: [0, black.pick(0)], steps: 5 }))).toHaveLength(1);
    expect(await warningsOf(integratedGradients({ tolerance: 1e-3, steps: 2, maxSteps: 4 }))).toEqual([
      expect.stringMatching(/by more than 0\.1 %; .*; raise maxSteps above 4, or use another baseline\.$/),
    ]);
  });

  it('give a warning in explainMany', async () => {
    const warnings: string[] = [];
    const onWarning = (message: string) => warnings.push(message);
    await explainMany(stepEncoder('tanh', 200), [concept], inputs, integratedGradients(), { onWarning });
    expect(warnings).toEqual([expect.stringMatching(/the map of "latent dimension \d" for sample/)]);
  });

  it('give a warning to a run without explain', async () => {
    const warnings: string[] = [];
    const target = { encoder: stepEncoder('tanh', 200), scores: [dotProduct(concept)] };
    const x = tf.tensor(inputs.data, [9, 3]);
    const onWarning = (message: string) => warnings.push(message);
    disposeAttribution(await integratedGradients().attribute(target, x, { onWarning }));
    x.dispose();
    expect(warnings).toHaveLength(1);
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
    expect(largest(shares)).toBeGreaterThan(0.05);
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
      /^deepLift: \d of 9 maps miss .* use another baseline or integratedGradients, because no rule describes layer "steps.*" \(softmax\) and its gradient is used\.$/,
    );
  });

  it('give none if every activation has the rule', async () => {
    expect(await warningsOf(deepLift())).toEqual([]);
    expect(await warningsOf(deepLift({ midpoint: true }))).toEqual([]);
  });
});
