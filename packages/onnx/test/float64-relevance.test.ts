import { readFileSync } from 'node:fs';
import { keyedRandom } from '@csm/base';
import { conceptVector, dotProduct, type Encoder, encode, explain } from '@csm/core';
import type { Graph } from '@csm/core/extend';
import { deepLift, epsilonLrp } from '@csm/explainers';
import ndarray, { type NdArray } from 'ndarray';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../test/backends.js';
import { NEEDS_SHARED, sharedPath } from '../../../test/shared-folder.js';
import { type RuntimeSession, runtimeEncoder } from '../src/runtime.js';
import { encoderOf, exportedModels, hasExportedModels, stored } from './exported-models.js';
import { deepLiftMaps, largestDifference, relevanceMaps, samplesOf, sum } from './float64/maps.js';
import { float64Steps, type Rounding } from './float64/network.js';
import { float64Relevance } from './float64/relevance.js';

/** The node that has no rule of ε-LRP. */
const REFUSED: Readonly<Record<string, string>> = {
  'diffusion-encoder': '(groupNormalization)',
  'diffusion-decoder': '(groupNormalization)',
  'scvi-layernorm': '"/ln/Div" (layerNormalization)',
  'vit-mae': '"/b.0/n1/LayerNormalization" (layerNormalization)',
  'vit-dino': '"/b.0/n1/LayerNormalization" (layerNormalization)',
  'vit-clip': '"/pre/Div" (layerNormalization)',
  convnext: '(layerNormalization)',
  zoo: '"/Mul" (multiply)',
  'sequence-lstm': '"/r/LSTM/forward" (recurrent)',
};

/** The models in which DeepLIFT has a rule for each node, so that it warns of nothing. */
const COMPLETE = [
  'scvi',
  'beta-vae-encoder',
  'beta-vae-decoder',
  'resnet-folded',
  'resnet-batchnorm',
  'mobilenet',
  'zoo',
  'signal',
];

const ZENNIT = sharedPath('oracles', 'relevance', 'lrp.json');

/** ONNX Runtime's session; with `CSM_PROVIDER=webgpu`, the tests run on a GPU or on SwiftShader. */
const SESSION = (process.env.CSM_PROVIDER ?? 'cpu') as RuntimeSession;

const EPSILON = 1e-4;

/** Half a unit in the last place of a number of size 1 in float32: the error of one rounding. */
const UNIT = 2 ** -24;

const title = hasExportedModels ? '' : NEEDS_SHARED;

interface Case {
  readonly name: string;
  readonly encoder: Encoder;
  readonly graph: Graph;
  readonly inputs: NdArray<Float32Array>;
  /** The latents from PyTorch, in float64. */
  readonly latents: Float32Array;
  /** A direction for each sample. */
  readonly cotangent: NdArray<Float32Array>;
  readonly direction: readonly number[];
}

/** Calls a function with each model of a list. @param inRuntime whether its encoder runs in ONNX Runtime. */
async function forEach(
  names: readonly string[],
  call: (model: Case) => Promise<void>,
  inRuntime = false,
): Promise<void> {
  const models = exportedModels().filter(({ name }) => names.includes(name));
  expect(models).toHaveLength(names.length);
  for (const model of models) {
    const encoder = await encoderOf(model);
    const { graph } = encoder;
    if (graph === undefined) throw new Error(`${model.name} shows no graph`);
    const engine = inRuntime ? await runtimeEncoder(encoder, { session: SESSION, threads: 1 }) : undefined;
    const direction = Array.from({ length: encoder.latentSize }, (_, i) => Math.sin(3 * i + 1));
    const inputs = stored(model, 'x')!;
    await call({
      name: model.name,
      encoder: engine ?? encoder,
      graph,
      inputs,
      latents: stored(model, 'z')!.data,
      cotangent: stored(model, 'cotangent')!,
      direction,
    });
    await engine?.dispose();
    encoder.dispose();
  }
}

/** The maps of zennit's ε-rule with ε = 1e-6, in which the relevance of the latent is z ⊙ c. */
const zennit: Record<string, Float32Array> = Object.fromEntries(
  ['beta-vae-encoder', 'resnet-folded'].map((name) => [name, zennitMaps(name)]),
);

const names = exportedModels().map(({ name }) => name);
const score = ({ direction }: Case) => dotProduct(conceptVector('c', direction));

function zennitMaps(name: string): Float32Array {
  if (ZENNIT === undefined) return new Float32Array();
  const { onnx } = JSON.parse(readFileSync(ZENNIT, 'utf8'));
  const { data } = onnx[name].attributions['zennit.epsilon.merged'].value as { data: string };
  return new Float32Array(Uint8Array.from(Buffer.from(data, 'base64')).buffer);
}

/** Errors of the size that float32 has, at random. */
function randomErrors(seed: number): Rounding {
  const random = keyedRandom('relevance', seed);
  return (value, magnitude) => value + UNIT * magnitude * (2 * random() - 1);
}

/** The float64 implementation is slow, and the same on every backend. */
function oncePerModel<T>(compute: (model: Case) => T): (model: Case) => T {
  const known = new Map<string, T>();
  return (model) => {
    const found = known.get(model.name) ?? compute(model);
    known.set(model.name, found);
    return found;
  };
}

const expectedDeepLift = oncePerModel(({ graph, inputs, direction }) =>
  deepLiftMaps(graph, inputs, direction),
);

// A share R / (y + ε sgn y) has the error of y divided by ε at worst, and passes it on. So the bound is what errors of one rounding at each
// number of the float64 implementation do to its maps, four times the largest of four draws.
const expectedRelevance = oncePerModel(({ graph, inputs, direction }) => {
  const maps = relevanceMaps(graph, inputs, direction, { epsilon: EPSILON });
  const errors = [1, 2, 3, 4].map((seed) => {
    const rounding = randomErrors(seed);
    const rounded = relevanceMaps(graph, inputs, direction, { epsilon: EPSILON, rounding });
    return largestDifference(rounded, maps);
  });
  return { maps, bound: 4 * Math.max(...errors) };
});

describe('the float64 implementation', () => {
  beforeAll(() => useBackend('cpu'));

  it.skipIf(!hasExportedModels)(`has the latents of PyTorch ${title}`, () =>
    forEach(COMPLETE, async ({ name, graph, inputs, latents }) => {
      const own = samplesOf(inputs).flatMap((x, i) => [...float64Steps(graph, x, i)[graph.output]!.output]);
      // Those of PyTorch are stored in float32.
      expect(largestDifference(latents, own), name).toBeLessThan(2 * UNIT);
    }),
  );

  // Only where batch normalisations are folded, because zennit folds them, and the sums that meet ε are others then.
  it.skipIf(!hasExportedModels || ZENNIT === undefined)(`has the relevance of zennit ${title}`, () =>
    forEach(Object.keys(zennit), async ({ name, graph, inputs, cotangent }) => {
      const own = samplesOf(inputs).flatMap((x, i) => {
        const steps = float64Steps(graph, x, i);
        const seed = steps[graph.output]!.output.map((z, k) => z * samplesOf(cotangent)[i]![k]!);
        return [...float64Relevance(graph, steps, seed, { epsilon: 1e-6 })];
      });
      expect(largestDifference(own, zennit[name]!), name).toBeLessThan(1e-5);
    }),
  );
});

describe.each([...BACKENDS, 'ONNX Runtime'] as const)(
  'DeepLIFT and ε-LRP of exported models, on %s',
  (engine) => {
    const inRuntime = engine === 'ONNX Runtime';
    beforeAll(() => useBackend(inRuntime ? 'cpu' : engine));
    afterAll(() => useBackend('cpu'));

    // The difference of the scores is computed in float64, because in float32 the difference of two nearly equal scores loses digits: the scores
    // of "mobilenet" differ by less than a hundredth of their size, which loses more digits than the map does.
    it.skipIf(!hasExportedModels)(`DeepLIFT is complete where it warns of nothing ${title}`, async () => {
      const table: Record<string, Record<string, number>> = {};
      const complete: string[] = [];
      // DeepLIFT rejects recurrent layers.
      const models = names.filter((name) => name !== 'sequence-lstm');
      await forEach(
        models,
        async (model) => {
          const warnings: string[] = [];
          const onWarning = (warning: string) => warnings.push(warning);
          const { encoder, inputs, direction } = model;
          const { maps } = await explain(encoder, score(model), inputs, deepLift(), { onWarning });
          if (warnings.length > 0) return;
          complete.push(model.name);
          const expected = expectedDeepLift(model);
          const start = await encode(encoder, ndarray(new Float32Array(inputs.size), inputs.shape));
          const end = await encode(encoder, inputs);
          const scores = samplesOf(end).map((z, i) =>
            sum(Float64Array.from(z, (value, k) => (value - samplesOf(start)[i]![k]!) * direction[k]!)),
          );
          table[model.name] = {
            'Σ map': largestDifference(samplesOf(maps).map(sum), expected.differences),
            'float32 scores': largestDifference(scores, expected.differences),
            map: largestDifference(maps.data, expected.maps),
          };
        },
        inRuntime,
      );
      if (process.env.CSM_PRINT) console.table(table);
      expect(complete).toEqual(names.filter((name) => COMPLETE.includes(name)));
      for (const [name, found] of Object.entries(table)) {
        expect(found['Σ map'], name).toBeLessThan(1e-5);
        expect(found.map, name).toBeLessThan(5e-6);
      }
    });

    it.skipIf(!hasExportedModels)(`ε-LRP is that of the float64 implementation ${title}`, async () => {
      const table: Record<string, Record<string, number>> = {};
      await forEach(
        names.filter((name) => REFUSED[name] === undefined),
        async (model) => {
          const { encoder, inputs } = model;
          const { maps } = await explain(encoder, score(model), inputs, epsilonLrp({ epsilon: EPSILON }));
          const { maps: expected, bound } = expectedRelevance(model);
          table[model.name] = {
            difference: largestDifference(maps.data, expected),
            bound,
          };
        },
        inRuntime,
      );
      if (process.env.CSM_PRINT) console.table(table);
      expect(Object.keys(table)).toHaveLength(names.length - Object.keys(REFUSED).length);
      for (const [name, { difference, bound }] of Object.entries(table)) {
        expect(difference, name).toBeLessThan(bound!);
        expect(bound, name).toBeLessThan(1e-4);
      }
    });

    it.skipIf(!hasExportedModels)(`ε-LRP names the node without a rule ${title}`, () =>
      forEach(
        Object.keys(REFUSED),
        async (model) => {
          const { encoder, inputs, name } = model;
          await expect(explain(encoder, score(model), inputs, epsilonLrp()), name).rejects.toThrow(
            REFUSED[name],
          );
        },
        inRuntime,
      ),
    );
  },
);
