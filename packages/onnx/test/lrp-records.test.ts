import { conceptVector, dotProduct, type Encoder, explain, layersEncoder, scorePerSample } from '@csm/core';
import { memory } from '@tensorflow/tfjs-core';
import ndarray, { type NdArray } from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../test/backends.js';
import {
  hasRelevanceOracles,
  type RelevanceRecord,
  relevanceNetworks,
  relevanceRecords,
} from '../../../test/oracles/relevance.js';
import { oracleModel, readOracle, values } from '../../../test/oracles.js';
import { lrpOfRecord } from '../../../test/parity/relevance/lrp-methods.js';
import { NEEDS_SHARED } from '../../../test/shared-folder.js';
import { runtimeEncoder } from '../src/runtime.js';
import { encoderOf, exportedModels, stored } from './exported-models.js';

/** The first `count` samples. */
function first({ data, shape }: NdArray<Float32Array>, count: number): NdArray<Float32Array> {
  const own = [count, ...shape.slice(1)];
  return ndarray(
    data.slice(
      0,
      own.reduce((a, b) => a * b),
    ),
    own,
  );
}

/** The records that the maps of an encoder exceed. */
async function exceeded(
  name: string,
  explained: (record: RelevanceRecord) => Promise<ArrayLike<number>>,
): Promise<unknown[]> {
  const over: unknown[] = [];
  for (const record of Object.values(relevanceRecords('lrp', name))) {
    const { key, bound, deviation } = record;
    const found = deviation(await explained(record));
    if (process.env.CSM_PRINT) console.log(name, key, found.toExponential(1), bound.toExponential(1));
    if (!(found <= bound)) over.push({ name, key, deviation: found, bound });
  }
  return over;
}

const title = hasRelevanceOracles ? '' : NEEDS_SHARED;
const MODELS = ['beta-vae-encoder', 'resnet-folded', 'resnet-batchnorm'];
const NETWORKS = ['edge-mlp', 'pool-net-b', 'residual'] as const;
const quiet = { onWarning: () => undefined };

/** zennit's maps of three models that PyTorch exported, batch normalisations merged. */
describe.each([...BACKENDS, 'ONNX Runtime'] as const)(
  'LRP of exported models is that of zennit on %s',
  (engine) => {
    const inRuntime = engine === 'ONNX Runtime';
    beforeAll(() => useBackend(inRuntime ? 'cpu' : engine));

    it.skipIf(!hasRelevanceOracles).each(MODELS)(`%s ${title}`, async (name) => {
      const model = exportedModels().find((each) => each.name === name)!;
      const network = relevanceNetworks('lrp')[name]!;
      const read = await encoderOf(model);
      const warnings: string[] = [];
      const onWarning = (warning: string) => warnings.push(warning);
      const own = inRuntime ? await runtimeEncoder(read, { threads: 1, onWarning }) : undefined;
      const encoder: Encoder = own ?? read;
      const size = encoder.latentSize;
      const inputs = first(stored(model, 'x')!, network.samples!);
      const { data } = stored(model, 'cotangent')!;
      const score = scorePerSample(
        'oracle',
        Array.from({ length: network.samples! }, (_, i) =>
          dotProduct(conceptVector(`c${i}`, Array.from(data.subarray(i * size, (i + 1) * size)))),
        ),
      );
      const over = await exceeded(name, async ({ key }) => {
        const { maps } = await explain(encoder, score, inputs, lrpOfRecord(key, network), quiet);
        return maps.data;
      });
      await own?.dispose();
      read.dispose();
      expect(over).toEqual([]);
      expect(warnings).toEqual([]);
    });
  },
);

describe('LRP of LayersModels is that of zennit in ONNX Runtime', () => {
  beforeAll(() => useBackend('cpu'));

  it.skipIf(!hasRelevanceOracles).each(NETWORKS)(`%s ${title}`, async (name) => {
    const oracle = readOracle(name);
    const model = oracleModel(oracle);
    const concept = conceptVector('oracle', values(oracle.concept_vector));
    const inputs = ndarray(values(oracle.x), oracle.x.shape);
    const { numTensors } = memory();
    const warnings: string[] = [];
    const onWarning = (warning: string) => warnings.push(warning);
    const encoder = await runtimeEncoder(layersEncoder(model), { session: 'cpu', threads: 1, onWarning });
    const over = await exceeded(name, async ({ key }) => {
      const explainer = lrpOfRecord(key, relevanceNetworks('lrp')[name]!);
      const { maps } = await explain(encoder, concept, inputs, explainer, quiet);
      return maps.data;
    });
    await encoder.dispose();
    expect(over).toEqual([]);
    expect(warnings).toEqual([]);
    expect(memory().numTensors).toBe(numTensors);
    model.dispose();
  });
});
