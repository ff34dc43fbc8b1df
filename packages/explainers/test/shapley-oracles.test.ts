import { conceptVector, explain, layersEncoder } from '@csm/core';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  hasRelevanceOracles,
  type RelevanceArray,
  relevanceNetworks,
  relevanceRecord,
  type StoredRecord,
} from '../../../test/oracles/relevance.js';
import { ORACLE_NAMES, oracleModel, readOracle, values } from '../../../test/oracles.js';
import { TESTED_VARIANTS, useVariant } from '../../../test/parity/backend-variants.js';
import { NEEDS_SHARED } from '../../../test/shared-folder.js';
import { ablation } from '../src/perturbation/ablation.js';
import { shapley } from '../src/perturbation/shapley/shapley.js';

/** Compared on the fastest backend only, with 6 groups: the kernels of the others are compared on the smaller networks. */
const LARGE = ['mini-celeba-encoder', 'st-encoder'];

const methods = { shapley, ablation };

interface Groups {
  readonly mask: RelevanceArray;
  readonly groups: number;
  readonly [key: string]: unknown;
}

/** Exact Shapley values and ablation of groups of inputs, in float64: see the README of the oracles. */
describe.skipIf(!hasRelevanceOracles).each(TESTED_VARIANTS)(
  `Shapley values of groups on %s ${hasRelevanceOracles ? '' : NEEDS_SHARED}`,
  (variant) => {
    beforeAll(() => useVariant(variant));

    it.each(ORACLE_NAMES.filter((name) => variant === 'wasm with @csm/wasm' || !LARGE.includes(name)))(
      '%s',
      async (name) => {
        const oracle = readOracle(name);
        const model = oracleModel(oracle);
        const encoder = layersEncoder(model);
        const concept = conceptVector('oracle', values(oracle.concept_vector));
        const inputs = ndarray(values(oracle.x), oracle.x.shape);
        const all = relevanceNetworks('gradcam')[name]!.groups as Record<string, Groups>;
        const found = Object.entries(all).filter(([groups]) => groups === '6' || !LARGE.includes(name));
        const over: string[] = [];
        let compared = 0;
        for (const [groups, records] of found) {
          const labels = records.mask.data;
          for (const key of Object.keys(records)) {
            const [method = '', baseline = ''] = key.split('.');
            if (!(method in methods)) continue;
            const features = ndarray(Int32Array.from(labels), [...records.mask.shape]);
            const start = oracle.baselines[baseline as 'zero' | 'random'];
            const replacement = ndarray(values(start), start.shape);
            const explainer = methods[method as keyof typeof methods]({
              features,
              replacement,
              perturbationsPerEval: 8,
            });
            const { maps } = await explain(encoder, concept, inputs, explainer);
            const record = relevanceRecord(name, `${groups}.${key}`, records[key] as StoredRecord);
            const deviation = record.deviation(valuesOfGroups(maps.data, labels, records.groups));
            if (!(deviation <= record.bound)) over.push(`${record.key}: ${deviation} > ${record.bound}`);
            compared += 1;
          }
        }
        model.dispose();
        expect(over).toEqual([]);
        expect(compared).toBe(4 * found.length);
      },
    );
  },
);

/** The value of each group of each sample: that of any of its members. */
function valuesOfGroups(maps: ArrayLike<number>, labels: Float32Array, groups: number): Float64Array {
  const found = new Float64Array((maps.length / labels.length) * groups);
  for (let at = 0; at < maps.length; at++) {
    const sample = Math.floor(at / labels.length);
    found[sample * groups + labels[at % labels.length]!] = maps[at]!;
  }
  return found;
}
