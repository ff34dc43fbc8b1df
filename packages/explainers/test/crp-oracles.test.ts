import { conceptVector, type Encoder, explain, layersEncoder } from '@csm/core';
import { registerKernels } from '@csm/wasm';
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
import { conceptRelevance } from '../src/crp/concept-relevance.js';
import { lrp } from '../src/methods/lrp/lrp.js';

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
    // EpsilonPlus, with the relevance c ⊙ z at the latent.
    const explainer = lrp({ mergeBatchNorm: false });
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
