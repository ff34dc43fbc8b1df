import { type Encoder, layersEncoder } from '@csm/core';
import { registerKernels } from '@csm/wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasRelevanceOracles, relevanceNetworks, relevanceRecords } from '../../../test/oracles/relevance.js';
import { ORACLE_NAMES, type Oracle, oracleModel, readOracle } from '../../../test/oracles.js';
import { TESTED_VARIANTS, useVariant } from '../../../test/parity/backend-variants.js';
import { LAYER_KEYS, layerMap } from '../../../test/parity/relevance/layer-maps.js';
import { NEEDS_SHARED } from '../../../test/shared-folder.js';

/** `npm run parity` compares all networks on all backends, and the conductance of 1000 steps. */
const LARGE = ['mini-celeba-encoder', 'st-encoder'];
const FINE = /\.fine$/;

/** Captum's Grad-CAM, guided Grad-CAM and layer attributions in float64: see the oracles' README. */
describe.skipIf(!hasRelevanceOracles).each(TESTED_VARIANTS)(
  `layers on %s ${hasRelevanceOracles ? '' : NEEDS_SHARED}`,
  (variant) => {
    beforeAll(() => useVariant(variant));
    afterAll(() => {
      registerKernels();
    });

    const names = ORACLE_NAMES.filter((name) => relevanceNetworks('gradcam')[name]);
    describe.each(names.filter((name) => variant.includes('@csm/wasm') || !LARGE.includes(name)))(
      '%s',
      (name) => {
        let oracle: Oracle;
        let encoder: Encoder;
        let model: ReturnType<typeof oracleModel>;
        beforeAll(() => {
          oracle = readOracle(name);
          model = oracleModel(oracle);
          encoder = layersEncoder(model);
        });
        afterAll(() => model.dispose());

        it('has the same values within their bounds', async () => {
          const over: object[] = [];
          const records = Object.values(relevanceRecords('gradcam', name, LAYER_KEYS));
          expect(records.length).toBeGreaterThan(3);
          for (const record of records.filter(({ key }) => name === 'edge-mlp' || !FINE.test(key))) {
            const deviation = record.deviation(await layerMap(oracle, encoder, record));
            if (!(deviation <= record.bound)) over.push({ key: record.key, deviation, bound: record.bound });
          }
          expect(over).toEqual([]);
        });
      },
    );
  },
);
