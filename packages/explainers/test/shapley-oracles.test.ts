import { layersEncoder } from '@csm/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { hasRelevanceOracles, relevanceNetworks } from '../../../test/oracles/relevance.js';
import { ORACLE_NAMES, oracleModel, readOracle } from '../../../test/oracles.js';
import { TESTED_VARIANTS, useVariant } from '../../../test/parity/backend-variants.js';
import { groupValues } from '../../../test/parity/relevance/group-values.js';
import { NEEDS_SHARED } from '../../../test/shared-folder.js';

/** Compared on the fastest backend only, with 6 groups: the kernels of the others are compared on the smaller networks. */
const LARGE = ['mini-celeba-encoder', 'st-encoder'];

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
        const numbers = Object.keys(relevanceNetworks('gradcam')[name]!.groups!).filter(
          (number) => number === '6' || !LARGE.includes(name),
        );
        const over: string[] = [];
        let compared = 0;
        for await (const { record, found } of groupValues(oracle, layersEncoder(model), numbers)) {
          const deviation = record.deviation(found);
          if (!(deviation <= record.bound)) over.push(`${record.key}: ${deviation} > ${record.bound}`);
          compared += 1;
        }
        model.dispose();
        expect(over).toEqual([]);
        expect(compared).toBe(4 * numbers.length);
      },
    );
  },
);
