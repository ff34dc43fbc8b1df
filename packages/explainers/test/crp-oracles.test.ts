import { conceptVector, type Encoder, explain, layersEncoder } from '@csm/core';
import {
  type BackwardRule,
  type Explainer,
  operationForward,
  operationVjp,
  stabilise,
} from '@csm/core/extend';
import { registerKernels } from '@csm/wasm';
import { add, div, minimum, mul, relu, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import {
  hasRelevanceOracles,
  relevanceNetworks,
  relevanceRecord,
  relevanceRecords,
  type StoredRecord,
} from '../../../test/oracles/relevance.js';
import { type Oracle, oracleModel, readOracle, values } from '../../../test/oracles.js';
import { NEEDS_SHARED } from '../../../test/shared-folder.js';
import { backwardPasses } from '../src/attribution/backward-passes.js';
import { conceptRelevance } from '../src/crp/concept-relevance.js';
import { composite } from '../src/rules/composite.js';
import { layerwiseEpsilon } from '../src/rules/lrp/layerwise-epsilon.js';
import { passRelevance } from '../src/rules/lrp/pass-relevance.js';

const EPSILON = 1e-6;

/** z⁺ of a convolution, from its definition: only positive products z_ij = w_ij x_i, and the positive part of the bias. */
const zPlusOfConvolution: BackwardRule = {
  name: 'z⁺, as defined',
  backward({ node: { operation }, inputs: [x], cotangent }) {
    if (operation.kind !== 'convolution' || !x) throw new Error('zPlusOfConvolution: not a convolution.');
    const { kernel, bias, ...geometry } = operation;
    const parts = [
      [relu(kernel as Tensor), relu(x)],
      [minimum(kernel as Tensor, 0), minimum(x, 0)],
    ] as const;
    const linear = parts.map(([weights, input]) => ({ ...geometry, kernel: weights, input }));
    const outputs = linear.map(({ input, ...part }) => operationForward(part, [input]));
    const sum = outputs.reduce((a, b) => add(a, b));
    const share = div(cotangent, stabilise(bias ? add(sum, relu(bias as Tensor)) : sum, EPSILON));
    const relevances = linear.map(({ input, ...part }, k) => {
      const [back] = operationVjp(part, { inputs: [input], output: outputs[k] as Tensor }, share);
      return mul(input, back as Tensor);
    });
    return [relevances.reduce((a, b) => add(a, b))];
  },
};

/** zennit's EpsilonPlus, with the relevance c ⊙ z at the latent. */
function epsilonPlusOfDefinition(): Explainer {
  const rules = composite([
    ['convolution', zPlusOfConvolution],
    [['activation', 'batchNormalization'], passRelevance()],
    [['dense', 'add', 'averagePool'], layerwiseEpsilon({ epsilon: EPSILON })],
  ]);
  return {
    name: 'EpsilonPlus',
    plan: { rules, relevance: { epsilon: 1e-12 }, accurateSums: true },
    attribute({ encoder, scores }, inputs, run) {
      const started = scores.map((score) => ({
        ...score,
        cotangent: (z: Tensor2D) => mul(z, score.cotangent(z)) as Tensor2D,
      }));
      return backwardPasses({ encoder, scores: started }, inputs, run, { rules, accurateSums: true });
    },
  };
}

interface Crp {
  readonly layer: string;
  readonly unconditional: string;
  readonly relevance_sum_per_channel: readonly number[];
  readonly maps: Readonly<Record<string, StoredRecord & { readonly channels: readonly number[] }>>;
}

const networks = Object.entries(relevanceNetworks('lrp')).filter(([, { crp }]) => crp !== undefined);

/** Concept relevance by zennit-crp in float64: see the oracles' README. */
describe.skipIf(!hasRelevanceOracles).each(networks)(
  `relevance through channels, %s ${hasRelevanceOracles ? '' : NEEDS_SHARED}`,
  (name, network) => {
    const crp = network.crp as Crp;
    const explainer = epsilonPlusOfDefinition();
    let oracle: Oracle;
    let encoder: Encoder;
    beforeAll(async () => {
      await useBackend('wasm');
      registerKernels();
      oracle = readOracle(name as Parameters<typeof readOracle>[0]);
      encoder = layersEncoder(oracleModel(oracle));
    });
    const concept = () => conceptVector('oracle', values(oracle.concept_vector));
    const inputs = () => ndarray(values(oracle.x), oracle.x.shape);

    it.each([[crp.unconditional], ...Object.keys(crp.maps).map((key) => [key])])('%s', async (key) => {
      const stored = crp.maps[key];
      const record = stored
        ? relevanceRecord(name, key, stored)
        : relevanceRecords('lrp', name)[crp.unconditional]!;
      const method = stored
        ? conceptRelevance(explainer, { layer: crp.layer, channels: stored.channels })
        : explainer;
      const { maps } = await explain(encoder, concept(), inputs(), method);
      expect(record.deviation(maps.data)).toBeLessThanOrEqual(record.bound);
    });

    it('the map of every channel has the sum of the record', async () => {
      const sums = crp.relevance_sum_per_channel;
      const { bound } = relevanceRecords('lrp', name)[crp.unconditional]!;
      const largest = Math.max(...sums.map(Math.abs));
      for (const [channel, expected] of sums.entries()) {
        const method = conceptRelevance(explainer, { layer: crp.layer, channels: [channel] });
        const { maps } = await explain(encoder, concept(), inputs(), method);
        const sum = maps.data.reduce((a, b) => a + b, 0);
        expect(Math.abs(sum - expected)).toBeLessThanOrEqual(bound * largest);
      }
    });
  },
);
