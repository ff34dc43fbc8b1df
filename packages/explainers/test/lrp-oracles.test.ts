import { conceptVector, explain, layersEncoder } from '@csm/core';
import { registerKernels } from '@csm/wasm';
import ndarray from 'ndarray';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasRelevanceOracles, relevanceNetworks, relevanceRecords } from '../../../test/oracles/relevance.js';
import { ORACLE_NAMES, oracleModel, readOracle, values } from '../../../test/oracles.js';
import { TESTED_VARIANTS, useVariant } from '../../../test/parity/backend-variants.js';
import { lrpOfRecord } from '../../../test/parity/relevance/lrp-methods.js';
import { NEEDS_SHARED } from '../../../test/shared-folder.js';

const title = hasRelevanceOracles ? '' : NEEDS_SHARED;

/** As in the test of the other oracles, on tfjs' cpu backend only the smaller networks. */
const LARGE = ['mini-celeba-encoder', 'st-encoder'];

describe.each(TESTED_VARIANTS)(`LRP is that of zennit on %s ${title}`, (variant) => {
  beforeAll(() => useVariant(variant));
  afterAll(() => {
    registerKernels();
  });

  const names = ORACLE_NAMES.filter((name) => variant !== 'cpu' || !LARGE.includes(name));
  it.skipIf(!hasRelevanceOracles).each(names)('%s', async (name) => {
    const oracle = readOracle(name);
    const model = oracleModel(oracle);
    const encoder = layersEncoder(model);
    const concept = conceptVector('oracle', values(oracle.concept_vector));
    const inputs = ndarray(values(oracle.x), oracle.x.shape);
    const network = relevanceNetworks('lrp')[name]!;
    const over: unknown[] = [];
    for (const { key, bound, deviation } of Object.values(relevanceRecords('lrp', name))) {
      const { maps } = await explain(encoder, concept, inputs, lrpOfRecord(key, network), {
        onWarning() {},
      });
      const found = deviation(maps.data);
      if (process.env.CSM_PRINT) console.log(name, key, found.toExponential(1), bound.toExponential(1));
      if (!(found <= bound)) over.push({ key, deviation: found, bound });
    }
    expect(over).toEqual([]);
    model.dispose();
  });
});
