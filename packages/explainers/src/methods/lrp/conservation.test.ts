import { conceptVector, type Encoder, layersEncoder } from '@csm/core';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { oracleModel, readOracle, values } from '../../../../../test/oracles.js';
import { LRP_RULES } from '../../../../../test/parity/relevance/lrp-methods.js';
import { relevanceRules } from '../../rules/composites/relevance-rules.js';
import { layerwiseEpsilon } from '../../rules/lrp/layerwise-epsilon.js';
import { gradient } from '../gradient.js';
import { inputXGradient } from '../input-x-gradient.js';
import { conservation } from './conservation.js';
import { lrp } from './lrp.js';

beforeAll(() => useBackend('cpu'));

/** Three networks of the oracles: convolutions and pooling, batch normalisations, a residual sum. */
const NETWORKS = ['pool-net', 'pool-net-b', 'residual'] as const;

/** A network without biases, so that rules have nothing to absorb; shifts of batch normalisations are biases, too. */
function withoutBiases(name: (typeof NETWORKS)[number]): tfl.LayersModel {
  const model = oracleModel(readOracle(name));
  for (const layer of model.layers) {
    const weights = layer.weights.map((weight) => {
      const isBias = /bias|beta|moving_mean/.test(weight.name);
      return isBias ? tf.zerosLike(weight.read()) : tf.clone(weight.read());
    });
    layer.setWeights(weights);
    tf.dispose(weights);
  }
  return model;
}

const explained = (name: (typeof NETWORKS)[number], encoder: Encoder, explainer = lrp()) => {
  const { concept_vector, x } = readOracle(name);
  const inputs = ndarray(values(x).subarray(0, x.data.length / 3), [1, ...x.shape.slice(1)]);
  return conservation(encoder, conceptVector('c', values(concept_vector)), inputs, explainer, {
    onWarning() {},
  });
};

const BOX = { low: -5, high: 5 };
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

describe('conservation', () => {
  it('is that of the ε-rule by definition, for a dense layer', async () => {
    const [kernel, bias, x, c] = [
      [
        [2, -1],
        [0.5, 3],
      ],
      [0.5, -2],
      [1, -2],
      [3, -1],
    ] as const;
    const layer = tfl.layers.dense({
      units: 2,
      inputShape: [2],
      weights: [tf.tensor2d(kernel as unknown as number[][]), tf.tensor1d([...bias])],
    });
    const model = tfl.sequential({ layers: [layer] });
    const epsilon = 0.25;
    const explainer = lrp({ rules: relevanceRules([], { epsilon }) });
    const concept = conceptVector('c', [...c]);
    const report = await conservation(layersEncoder(model), concept, ndarray([...x], [1, 2]), explainer);
    // y = (1.5, −9); R = c ⊙ y = (4.5, 9); the bias takes b R / (y ± ε), and ε takes ± ε R / (y ± ε).
    const y = [0, 1].map((j) => x[0] * kernel[0][j]! + x[1] * kernel[1][j]! + bias[j]!);
    const relevance = y.map((value, j) => value * c[j]!);
    const absorbed = y.map((value, j) => {
      const stabiliser = epsilon * Math.sign(value);
      return ((bias[j]! + stabiliser) * relevance[j]!) / (value + stabiliser);
    });
    const [only, ...others] = report.layers;
    expect(others).toEqual([]);
    expect(only?.rule).toBe('ε, layer by layer');
    expect(only?.arriving).toBeCloseTo(sum(relevance), 5);
    expect(only?.absorbed).toBeCloseTo(sum(absorbed), 5);
    expect(report.latent).toBeCloseTo(report.score, 5);
    expect(report.inputs).toBeCloseTo(sum(relevance) - sum(absorbed), 5);
    model.dispose();
  });

  it.each(NETWORKS)('each rule conserves relevance at each layer of %s without biases', async (name) => {
    const model = withoutBiases(name);
    const encoder = layersEncoder(model);
    for (const [rule, rules] of Object.entries(LRP_RULES)) {
      // ε = 0.25 takes its share by definition.
      if (rule === 'epsilon0.25') continue;
      const { layers } = await explained(name, encoder, lrp({ rules: rules(BOX) }));
      // Units whose contributions all have the same sign lose the share of the other sign.
      const bound = rule === 'alpha2beta1' ? 1e-2 : 1e-4;
      for (const { layer, arriving, absorbed } of layers) {
        expect(Math.abs(absorbed), `${rule} at ${layer}`).toBeLessThan(bound * Math.abs(arriving));
      }
    }
    model.dispose();
  });

  it.each(NETWORKS)('accounts for all relevance of %s', async (name) => {
    const model = oracleModel(readOracle(name));
    const encoder = layersEncoder(model);
    const { numTensors } = tf.memory();
    for (const explainer of [lrp(), inputXGradient()]) {
      const { layers, latent, inputs, score } = await explained(name, encoder, explainer);
      const scale = Math.max(
        ...layers.map(({ arriving, growth }) => Math.abs(arriving) * Math.max(1, growth)),
      );
      expect(Math.abs(latent - score)).toBeLessThan(1e-5 * scale);
      expect(Math.abs(latent - inputs - sum(layers.map(({ absorbed }) => absorbed)))).toBeLessThan(
        1e-5 * scale,
      );
    }
    expect(tf.memory().numTensors).toBe(numTensors);
    model.dispose();
  });

  it('warns of a layer that divides by outputs near zero, and refuses methods without relevance', async () => {
    const layer = tfl.layers.dense({
      units: 1,
      inputShape: [2],
      useBias: false,
      weights: [tf.tensor2d([[1], [-1]])],
    });
    const model = tfl.sequential({
      layers: [layer, tfl.layers.dense({ units: 1, useBias: false, weights: [tf.tensor2d([[1]])] })],
    });
    const encoder = layersEncoder(model);
    const concept = conceptVector('c', [1]);
    const warnings: string[] = [];
    const onWarning = (warning: string) => warnings.push(warning);
    const inputs = ndarray([1, 0.999], [1, 2]);
    const explainer = lrp({ rules: relevanceRules([['dense', layerwiseEpsilon({ epsilon: 1e-6 })]]) });
    await conservation(encoder, concept, inputs, explainer, { onWarning });
    expect(warnings).toEqual([
      expect.stringMatching(/^conservation: layer ".*" makes the magnitudes of relevance .* times as large/),
    ]);
    await expect(conservation(encoder, concept, inputs, gradient())).rejects.toThrow(
      /^conservation: expected a method that propagates relevance/,
    );
    model.dispose();
  });
});
