import { conceptVector, type Encoder, explain, layersEncoder } from '@csm/core';
import { registerKernels } from '@csm/wasm';
import ndarray from 'ndarray';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AttributionRecord,
  ORACLE_NAMES,
  type Oracle,
  oracleModel,
  readOracle,
  values,
} from '../../../test/oracles.js';
import { useVariant } from '../../../test/parity/backend-variants.js';
import { boundOf, maxDifference } from '../../../test/parity/deviations.js';
import { paperMethods } from '../src/paper/paper-methods.js';
import type { PaperMethod } from '../src/paper/paper-options.js';

type Args = AttributionRecord['args'];

function baseline(oracle: Oracle, args: Args) {
  const stored = oracle.baselines[args.baseline as 'zero' | 'random'];
  return ndarray(values(stored), stored.shape);
}

const percentile = (args: Args) => ({ percentile: args.percentile as number });

/**
 * The records of the attribution code's rules, and the call of each. The noise of SmoothGrad is random there, so that there are no
 * records: see `src/paper/paper-methods.test.ts`.
 */
const CALLS: Readonly<
  Record<
    Exclude<PaperMethod, 'smoothgrad'>,
    [RegExp, (oracle: Oracle, args: Args) => ReturnType<(typeof paperMethods)['saliency']>]
  >
> = {
  saliency: [/^deepexplain\.saliency$/, () => paperMethods.saliency()],
  'grad*input': [/^deepexplain\.gradxinput$/, () => paperMethods['grad*input']()],
  intgrad: [
    /^deepexplain\.intgrad\./,
    (oracle, args) => paperMethods.intgrad({ baseline: baseline(oracle, args) }),
  ],
  elrp: [/^deepexplain\.elrp$/, () => paperMethods.elrp()],
  deeplift: [
    /^deepexplain\.deeplift\./,
    (oracle, args) => paperMethods.deeplift({ baseline: baseline(oracle, args) }),
  ],
  occlusion: [
    /^deepexplain\.occlusion\./,
    (_, args) =>
      paperMethods.occlusion({ windowShape: args.window as number[], step: args.step as number[] }),
  ],
  guidedbp: [/^deepexplain\.guidedbp$/, () => paperMethods.guidedbp()],
  deconv: [/^deepexplain\.deconv$/, () => paperMethods.deconv()],
  rectgrad: [/^rectgrad\./, (_, args) => paperMethods.rectgrad(percentile(args))],
  rectgradprr: [/^rectgradprr\./, (_, args) => paperMethods.rectgradprr(percentile(args))],
  rectgradmod: [/^rectgradmod\./, (_, args) => paperMethods.rectgradmod(percentile(args))],
  rectgradconst: [/^rectgradconst\./, (_, args) => paperMethods.rectgradconst({ tau: args.tau as number })],
};

/** The names whose records have been compared on some network. */
const compared = new Set<string>();

describe.each(ORACLE_NAMES)('paperMethods give the records of the attribution code, %s', (name) => {
  let oracle: Oracle;
  let encoder: Encoder;
  let model: ReturnType<typeof oracleModel>;
  beforeAll(async () => {
    await useVariant('wasm with @csm/wasm');
    oracle = readOracle(name);
    model = oracleModel(oracle);
    encoder = layersEncoder(model);
  });
  afterAll(() => {
    model.dispose();
    registerKernels();
  });

  it.each(Object.entries(CALLS))('%s', async (method, [keys, create]) => {
    const isPadded = oracle.layers.some(({ type, padding }) => type === 'conv2d' && padding === 'same');
    const records = Object.entries(oracle.attributions).filter(
      ([key, { args }]) =>
        keys.test(key) &&
        args.activations === 'all' &&
        args.index_dtype === undefined &&
        (args.padding_trick ?? isPadded) === isPadded,
    );
    const concept = conceptVector('oracle', values(oracle.concept_vector));
    const inputs = ndarray(values(oracle.x), oracle.x.shape);
    for (const [key, record] of records) {
      const { maps } = await explain(encoder, concept, inputs, create(oracle, record.args), {
        onWarning: () => {},
      });
      const deviation = maxDifference(maps.data, values(record.value)) / (record.max_abs || 1);
      expect([key, deviation <= boundOf(record)], `${key}: ${deviation}`).toEqual([key, true]);
      compared.add(method);
    }
  });
});

it('paperMethods: every name but smoothgrad has been compared', () => {
  expect([...compared].sort()).toEqual(
    Object.keys(paperMethods)
      .filter((name) => name !== 'smoothgrad')
      .sort(),
  );
});
