import { readFileSync } from 'node:fs';
import { conceptVector, dotProduct, type Encoder, encode, explain } from '@csm/core';
import {
  ablation,
  deepLift,
  gradient,
  guidedBackprop,
  inputXGradient,
  integratedGradients,
  smoothGrad,
} from '@csm/explainers';
import ndarray, { type NdArray } from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { relativeDifference } from '../../../test/browser/relative-difference.js';
import { NEEDS_SHARED, sharedPath } from '../../../test/shared-folder.js';
import { type ContractCase, contractCases } from '../../explainers/test/contract-cases.js';
import { onnxEncoder } from '../src/onnx-encoder.js';
import { exportedModels, hasExportedModels, stored } from './exported-models.js';
import { scviInFloat64 } from './scvi-in-float64.js';

const NAMES = ['scvi', 'scvi-layernorm'] as const;
const title = hasExportedModels ? '' : NEEDS_SHARED;

/** Methods with backward rules: `exported-models.test.ts` and `float64-relevance.test.ts` compare them with other float64 numbers. */
const WITH_RULES =
  /guided|deconvnet|rectified|rectgrad|lrp|deepLift|gradCam|conceptRelevance|gradientTimesAttention|attentionRollout/i;

/** Methods whose maps are differences of scores, which have the rounding of scores: some dozen times half a unit in their last place. */
const ENCODES = /ablation|occlusion|replacement|kernelShap|rise|shapley|sobol|hsic/;
const ROUNDINGS = 32 * 2 ** -24;
/** @param share the largest score over the largest value of the map. */
function boundOf(method: string, share: number): number {
  // The product of two maps, one of which is a difference of scores that nearly cancel.
  if (method.startsWith('agreementMap')) return 1e-4;
  return ENCODES.test(method) ? Math.max(BOUND, ROUNDINGS * share) : BOUND;
}
/** Sums of some hundred terms, as in `exported-models.test.ts`. */
const BOUND = 5e-6;
/** Noise that leaves all counts above −1. */
const LITTLE = { noise: 0.005, seed: 4 } as const;
const NAN = expect.stringMatching(/must be finite; got NaN/);
/** What the encoder that begins with ln(1 + x) says instead. */
const BELOW = expect.stringMatching(/the noise must leave all inputs above −1/);

const inputsOf = (name: string): NdArray<Float32Array> =>
  stored(exportedModels().find((model) => model.name === name)!, 'x')!;
const partOf = (name: string, part: string): NdArray<Float32Array> =>
  stored(exportedModels().find((model) => model.name === name)!, part)!;
const fileOf = (name: string) => readFileSync(sharedPath('oracles', 'onnx', `${name}.onnx`)!);
const encoderOf = (name: string, batch: number | NdArray) =>
  onnxEncoder(fileOf(name), { output: 'mean', variance: 'variance', given: { batch } });

const concept = ({ latentSize }: Encoder) =>
  conceptVector(
    'concept',
    Float32Array.from({ length: latentSize }, (_, k) => Math.cos(2 * k)),
  );
const row = (array: NdArray<Float32Array>, i: number) => {
  const [, size = 0] = array.shape;
  return ndarray(array.data.slice(i * size, (i + 1) * size), [1, size]);
};

beforeAll(() => useBackend('cpu'));

describe('scVI-like encoders', () => {
  it.skipIf(!hasExportedModels)(
    `are those of PyTorch in the float64 implementation of this test ${title}`,
    async () => {
      for (const name of NAMES) {
        const [x, z, c] = [inputsOf(name), partOf(name, 'z'), partOf(name, 'cotangent')];
        const batch = partOf(name, 'batch').data;
        for (const i of [0, 1]) {
          const encoder = await scviInFloat64(name, batch[i]!);
          const score = dotProduct(conceptVector('c', row(c, i).data));
          const { maps } = await explain(encoder, score, row(x, i), gradient());
          // Both were computed in float64 and stored in float32.
          expect(relativeDifference((await encode(encoder, row(x, i))).data, row(z, i).data)).toBeLessThan(
            2e-7,
          );
          expect(relativeDifference(maps.data, row(partOf(name, 'gradient'), i).data)).toBeLessThan(2e-7);
        }
      }
    },
  );

  const cases: ContractCase[] = [
    ...contractCases.filter(
      ([name, , contract]) => contract?.encoders === undefined && !WITH_RULES.test(name),
    ),
    ['smoothGrad, little noise', () => smoothGrad(gradient(), { ...LITTLE, samples: 3 })],
    [
      'smoothGrad, squared, little noise',
      () => smoothGrad(inputXGradient(), { ...LITTLE, aggregate: 'squared' }),
    ],
  ];

  it.skipIf(!hasExportedModels).each(NAMES.flatMap((name) => [0, 2].map((batch) => ({ name, batch }))))(
    `$name has the float64 maps of every method without rules, in batch $batch ${title}`,
    async ({ name, batch }) => {
      const exact = await scviInFloat64(name, batch);
      const encoder = await encoderOf(name, batch);
      const x = inputsOf(name);
      const table: Record<string, { difference: number; bound: number }> = {};
      const refused: string[] = [];
      for (const [method, create, contract] of cases) {
        const run = async (by: Encoder) => {
          try {
            const { maps, scores } = await explain(by, concept(by), x, create(exact), { onWarning() {} });
            return { maps: maps.data, score: Math.max(...Array.from(scores.data, Math.abs)) };
          } catch (error) {
            return (error as Error).message;
          }
        };
        const [found, expected] = [await run(encoder), await run(exact)];
        if (typeof found === 'string' || typeof expected === 'string') {
          refused.push(method);
          expect([found, expected], method).toEqual([name === 'scvi' ? BELOW : NAN, NAN]);
          continue;
        }
        const largest = Math.max(...Array.from(expected.maps, Math.abs));
        table[method] = {
          difference: relativeDifference(found.maps, expected.maps),
          bound: contract?.tolerance ?? boundOf(method, expected.score / largest),
        };
      }
      encoder.dispose();
      if (process.env.CSM_PRINT) console.table(table);
      expect(Object.entries(table).filter(([, { difference, bound }]) => !(difference < bound))).toEqual([]);
      expect(Object.keys(table).length).toBeGreaterThan(35);
      // Their noise makes some counts smaller than −1, where ln(1 + x) does not exist.
      expect(refused.filter((method) => !method.includes('smoothGrad'))).toEqual([]);
    },
  );

  // A batch is one number for all cells, or one per cell.
  it.skipIf(!hasExportedModels)(`gives each cell the map of its own batch ${title}`, async () => {
    const methods = {
      gradient: gradient(),
      integratedGradients: integratedGradients({ steps: 8, baseline: 0.2 }),
      deepLift: deepLift(),
      guidedBackprop: guidedBackprop(),
      ablation: ablation(),
    };
    for (const name of NAMES) {
      const x = inputsOf(name);
      const both = await encoderOf(name, ndarray(Float32Array.of(2, 0), [2, 1]));
      const single = [await encoderOf(name, 2), await encoderOf(name, 0)];
      for (const [method, explainer] of Object.entries(methods)) {
        const { maps } = await explain(both, concept(both), x, explainer, { onWarning() {} });
        for (const [i, encoder] of single.entries()) {
          const alone = await explain(encoder, concept(encoder), row(x, i), explainer, { onWarning() {} });
          // Products of matrices of two rows and of one may add their terms in another order.
          expect(
            relativeDifference(row(maps as NdArray<Float32Array>, i).data, alone.maps.data),
            method,
          ).toBeLessThan(5e-6);
        }
      }
      for (const encoder of [both, ...single]) encoder.dispose();
    }
  });

  it.skipIf(!hasExportedModels)(`has another map of the same cell in another batch ${title}`, async () => {
    for (const name of NAMES) {
      const x = row(inputsOf(name), 0);
      const maps = await Promise.all(
        [0, 1].map(async (batch) => {
          const encoder = await encoderOf(name, batch);
          const exact = await scviInFloat64(name, batch);
          const map = async (by: Encoder) => (await explain(by, concept(by), x, gradient())).maps.data;
          const [found, expected] = [await map(encoder), await map(exact)];
          encoder.dispose();
          return { found, expected };
        }),
      );
      const [zero, one] = maps as [(typeof maps)[0], (typeof maps)[0]];
      const difference = relativeDifference(one.found, zero.found);
      expect(difference, name).toBeGreaterThan(0.05);
      expect(Math.abs(difference - relativeDifference(one.expected, zero.expected)), name).toBeLessThan(1e-5);
    }
  });
});
