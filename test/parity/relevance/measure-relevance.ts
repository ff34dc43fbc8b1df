import ndarray from 'ndarray';
import {
  conceptVector,
  dotProduct,
  type Encoder,
  explain,
  layersEncoder,
  scorePerSample,
} from '../../../packages/core/src/index.js';
import { conceptRelevance, epsilonPlus, lrp } from '../../../packages/explainers/src/index.js';
import { runtimeEncoder } from '../../../packages/onnx/src/runtime.js';
import {
  ATTENTION_METHODS,
  attentionFixture,
} from '../../../packages/onnx/test/attention/attention-fixtures.js';
import { encoderOf, exportedModels, stored } from '../../../packages/onnx/test/exported-models.js';
import {
  type RelevanceFile,
  type RelevanceRecord,
  relevanceNetworks,
  relevanceRecord,
  relevanceRecords,
  type StoredRecord,
} from '../../oracles/relevance.js';
import { ORACLE_NAMES, type Oracle, oracleModel, readOracle, values } from '../../oracles.js';
import { useVariant } from '../backend-variants.js';
import { groupValues } from './group-values.js';
import { LAYER_KEYS, layerMap } from './layer-maps.js';
import { lrpOfRecord } from './lrp-methods.js';
import { type RelevanceMethod, relevanceMethod } from './relevance-methods.js';

export const RELEVANCE_ENGINES = ['cpu', 'wasm with @csm/wasm', 'ONNX Runtime'] as const;

export type RelevanceEngine = (typeof RELEVANCE_ENGINES)[number];

/** The difference between our numbers and a record, relative to the record's largest magnitude. */
export interface RelevanceDeviation {
  readonly method: RelevanceMethod;
  readonly network: string;
  readonly key: string;
  readonly deviation: number;
  readonly bound: number;
}

/** Networks on which hundreds of passes take minutes, left out for groups of inputs. */
const LARGE = ['mini-celeba-encoder', 'st-encoder'];

/** The networks of vectors, the only ones for the integral of 1,000 steps. */
const SMALL = ['mlp', 'edge-mlp'];

const quiet = { onWarning: () => undefined };

/**
 * All records of `../shared/oracles/relevance` on one engine; in ONNX Runtime those of methods that run there as a whole, with rules.
 */
export async function measureRelevance(
  engine: RelevanceEngine,
  onProgress: (what: string) => void = () => undefined,
): Promise<RelevanceDeviation[]> {
  const inRuntime = engine === 'ONNX Runtime';
  await useVariant(inRuntime ? 'cpu' : engine);
  const found: RelevanceDeviation[] = [];
  const compare = (file: RelevanceFile, record: RelevanceRecord, numbers: ArrayLike<number>) => {
    const { network, key, bound } = record;
    const method = relevanceMethod(file, key);
    found.push({ method, network, key, deviation: record.deviation(numbers), bound });
  };

  for (const name of ORACLE_NAMES) {
    onProgress(`${engine}: ${name}`);
    const oracle = readOracle(name);
    const model = oracleModel(oracle);
    await onEngine(layersEncoder(model), inRuntime, async (encoder) => {
      await compareLrp(oracle, encoder, compare);
      if (!inRuntime) await compareLayersAndGroups(oracle, encoder, compare);
    });
    model.dispose();
  }
  for (const name of Object.keys(relevanceNetworks('lrp')).filter((each) => !isOracle(each))) {
    onProgress(`${engine}: ${name}`);
    await compareExported(name, inRuntime, compare);
  }
  for (const name of Object.keys(relevanceNetworks('attnlrp'))) {
    onProgress(`${engine}: ${name}`);
    const { encoder: read, x, score } = await attentionFixture(name);
    await onEngine(read, inRuntime, async (encoder) => {
      for (const [key, record] of Object.entries(relevanceRecords('attnlrp', name))) {
        const explainer = ATTENTION_METHODS[key];
        if (explainer === undefined) throw new Error(`measureRelevance: no method computes "${key}".`);
        compare('attnlrp', record, (await explain(encoder, score, x, explainer, quiet)).maps.data);
      }
    });
    read.dispose();
  }
  return found;
}

type Compare = (file: RelevanceFile, record: RelevanceRecord, numbers: ArrayLike<number>) => void;

const isOracle = (name: string) => (ORACLE_NAMES as readonly string[]).includes(name);

async function onEngine(
  own: Encoder,
  inRuntime: boolean,
  run: (encoder: Encoder) => Promise<void>,
): Promise<void> {
  if (!inRuntime) return await run(own);
  const encoder = await runtimeEncoder(own, { session: 'cpu', threads: 1 });
  await run(encoder).finally(() => encoder.dispose());
}

async function compareLrp(oracle: Oracle, encoder: Encoder, compare: Compare): Promise<void> {
  const concept = conceptVector('oracle', values(oracle.concept_vector));
  const inputs = ndarray(values(oracle.x), oracle.x.shape);
  const network = relevanceNetworks('lrp')[oracle.name];
  if (network === undefined) return;
  for (const record of Object.values(relevanceRecords('lrp', oracle.name))) {
    const explainer = lrpOfRecord(record.key, network);
    compare('lrp', record, (await explain(encoder, concept, inputs, explainer, quiet)).maps.data);
  }
  const crp = network.crp as { layer: string; maps: Record<string, StoredRecord> } | undefined;
  for (const [name, stored] of Object.entries(crp?.maps ?? {})) {
    const [layer, channels] = [crp?.layer ?? '', stored.channels as number[]];
    // The records' batch normalisations are not folded.
    const inner = lrp({ rules: epsilonPlus(), mergeBatchNorm: false });
    const explainer = conceptRelevance(inner, { layer, channels });
    const { maps } = await explain(encoder, concept, inputs, explainer, quiet);
    compare('lrp', relevanceRecord(oracle.name, `crp.${name}`, stored), maps.data);
  }
}

async function compareLayersAndGroups(oracle: Oracle, encoder: Encoder, compare: Compare): Promise<void> {
  for (const record of Object.values(relevanceRecords('gradcam', oracle.name, LAYER_KEYS))) {
    if (record.key.endsWith('.fine') && !SMALL.includes(oracle.name)) continue;
    compare('gradcam', record, await layerMap(oracle, encoder, record));
  }
  if (LARGE.includes(oracle.name)) return;
  for await (const { record, found } of groupValues(oracle, encoder)) compare('gradcam', record, found);
}

async function compareExported(name: string, inRuntime: boolean, compare: Compare): Promise<void> {
  const network = relevanceNetworks('lrp')[name];
  const model = exportedModels().find((each) => each.name === name);
  const [x, cotangent] = [model && stored(model, 'x'), model && stored(model, 'cotangent')];
  if (!network || !model || !x || !cotangent) throw new Error(`measureRelevance: "${name}" is incomplete.`);
  const { samples = 0 } = network;
  const read = await encoderOf(model);
  const size = read.latentSize;
  const inputs = ndarray(x.data.slice(0, (samples * x.data.length) / (x.shape[0] ?? 1)), [
    samples,
    ...x.shape.slice(1),
  ]);
  const scores = Array.from({ length: samples }, (_, i) =>
    dotProduct(conceptVector(`c${i}`, Array.from(cotangent.data.subarray(i * size, (i + 1) * size)))),
  );
  const score = scorePerSample('oracle', scores);
  await onEngine(read, inRuntime, async (encoder) => {
    for (const record of Object.values(relevanceRecords('lrp', name))) {
      const explainer = lrpOfRecord(record.key, network);
      compare('lrp', record, (await explain(encoder, score, inputs, explainer, quiet)).maps.data);
    }
  });
  read.dispose();
}
