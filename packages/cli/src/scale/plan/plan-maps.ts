import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { loadConcepts } from '@csm/core/node';
import { makePlan, type Plan, planTasks, storeKeys } from '@csm/scale';
import { openStore } from '@csm/scale/node';
import { CONCEPTS_FILE } from '../../concepts/write-concepts.js';
import { dataKind } from '../../inputs/data-kind.js';
import { fingerprint } from '../../inputs/fingerprint.js';
import type { InputSet } from '../../inputs/input-set.js';
import type { InputsFor } from '../../inputs/inputs-for.js';
import { openInputs } from '../../inputs/open-inputs.js';
import { openInputsOf } from '../../inputs/open-inputs-of.js';
import { openModel } from '../../models/open-model.js';
import { checkSettings } from '../../results/check-settings.js';
import { chosenIds } from '../../results/explain-concepts.js';
import { warnOfOtherModel } from '../../results/warn-of-other-model.js';
import type { CommandRun } from '../../terminal/command-run.js';
import { usageError } from '../../terminal/usage-error.js';
import { type JobSettings, planJob } from '../job/job-settings.js';
import { oneThread } from '../job/one-thread.js';
import { sizesBytes } from '../job/planned-sizes.js';
import { placeOf } from '../store-place.js';
import { attributesKey, certificatesForPlan } from './certificates-for-plan.js';
import { resultBytes, secondsPerInput, shownBytes, shownHours } from './estimate.js';
import { methodForPlan, plannedMethod } from './method-for-plan.js';
import { modelForPlan } from './model-for-plan.js';
import type { PlanCommandOptions } from './plan-options.js';

/** Checks everything that a run needs, says what it will take, and puts the plan with all that workers need into the store. */
export async function planMaps(
  modelPath: string,
  dataPath: string,
  options: PlanCommandOptions,
  run: CommandRun,
): Promise<void> {
  if (options.shards !== undefined && options.shardSize !== undefined) {
    throw usageError('expected --shards or --shard-size; got both; give one of the two.');
  }
  const method = plannedMethod(options.method);
  const concepts = await loadConcepts(join(options.concepts, CONCEPTS_FILE));
  const store = await openStore(options.out);
  await oneThread();
  const model = await openModel(modelPath, options, run, { threads: 1 });
  try {
    const inputs = await openInputs(dataPath, model.inputs, { ...run, hash: fingerprint }, options);
    const ids = chosenIds(inputs.ids, options);
    checkSettings(concepts, options.concepts, model, inputs, options);
    if (options.shards !== undefined && options.shards > ids.length) {
      throw usageError(
        `--shards must be at most the number of inputs, ${ids.length}; got ${options.shards}.`,
      );
    }
    await warnOfOtherModel(options.concepts, model, options, run);
    const certificates = await certificatesForPlan(concepts, inputs.ids, options, run);
    const made = await methodForPlan(method, options, { model, inputs, ids }, run);
    const stored = await modelForPlan(modelPath, model, options.decoder);
    const { batch: batchSize = 8 } = options;
    const { encoder } = model;
    const { explainer } = made;
    const seconds = await secondsPerInput({ encoder, concepts, explainer, inputs, ids }, batchSize, run);
    const features = featuresFile(inputs);
    const { kind } = await dataKind(dataPath);
    const isListed = kind === 'pictures' || kind === 'CelebA';
    const sizes = isListed ? await sizesFile(dataPath, kind, model.inputs, ids, options, run) : undefined;
    const fingerprinted = isListed ? undefined : inputs.sources[0]?.sha256;
    const job: JobSettings = {
      by: 'csm plan',
      model: { ...modelKeys(stored), options: modelOptionsOf(options) },
      engine: engineOf(model.engine),
      engineVersion: model.engine,
      data: {
        kind,
        options: dataOptionsOf(options),
        ...(features && { features: features.key }),
        ...(sizes && { sizes: sizes.key }),
        ...(fingerprinted !== undefined && { fingerprint: fingerprinted }),
      },
      method: made.settings,
      ...(certificates.settings && { certificates: certificates.settings }),
    };
    const plan = await makePlan({
      ...{ store, ids, shards: options.shards, shardSize: options.shardSize, maps: options.maps, batchSize },
      concepts: concepts.map(({ name }) => name),
      ...{ inputShape: encoder.inputShape, layout: encoder.layout },
      certificates: certificates.settings !== undefined,
      files: {
        [storeKeys.concepts]: await readFile(join(options.concepts, CONCEPTS_FILE)),
        ...stored.files,
        ...made.files,
        ...certificates.files,
        ...(features && { [features.key]: features.bytes }),
        ...(sizes && { [sizes.key]: sizes.bytes }),
      },
      job: planJob(job),
      places: { store: placeOf(options.out), data: resolve(dataPath) },
      ...{ signal: run.signal, onWarning: run.warn, onProgress: run.progress('Lists') },
    });
    report(plan, { out: options.out, seconds, idBytes: bytesOf(ids) }, run);
  } finally {
    await model.dispose();
  }
}

const modelKeys = ({ key, decoder }: { readonly key: string; readonly decoder?: string | undefined }) => ({
  key,
  ...(decoder !== undefined && { decoder }),
});

const engineOf = (engine: string): JobSettings['engine'] =>
  engine.startsWith('ONNX Runtime') ? 'onnxruntime' : engine.endsWith('cpu') ? 'cpu' : 'wasm';

function modelOptionsOf(options: PlanCommandOptions): JobSettings['model']['options'] {
  const { normalise, layout, latentOutput, latentColumns, logVariance, latent, input } = options;
  const { inputShape, given, decoderOutput } = options;
  return {
    ...{ normalise, layout, latentOutput, latentColumns, logVariance, latent, input },
    ...{ inputShape, given, decoderOutput },
  };
}

function dataOptionsOf(options: PlanCommandOptions): JobSettings['data']['options'] {
  const { attributes, idColumn, labelColumns, counts, layer, sample, bin, raw, genome, resize } = options;
  return {
    ...{ idColumn, labelColumns, counts, layer, sample, bin, raw, genome, resize },
    ...(attributes !== undefined && { attributes: attributesKey(attributes) }),
  };
}

/** The names of the features, which workers take instead of the file of `--features`. */
function featuresFile({ features }: InputSet): { key: string; bytes: Uint8Array } | undefined {
  if (!features) return undefined;
  return {
    key: storeKeys.job('features.json'),
    bytes: new TextEncoder().encode(`${JSON.stringify(features)}\n`),
  };
}

/** The sizes of the files of pictures, by which workers notice that one was replaced. */
async function sizesFile(
  place: string,
  kind: 'pictures' | 'CelebA',
  encoder: InputsFor,
  ids: readonly string[],
  options: PlanCommandOptions,
  { signal, warn }: CommandRun,
): Promise<{ key: string; bytes: Uint8Array }> {
  const { resize } = options;
  const { sizes, close } = await openInputsOf(place, kind, encoder, { resize, signal, onWarning: warn });
  try {
    return { key: storeKeys.job('sizes.u32'), bytes: sizesBytes((await sizes?.(ids)) ?? []) };
  } finally {
    await close();
  }
}

const bytesOf = (ids: readonly string[]) => ids.reduce((sum, id) => sum + Buffer.byteLength(id) + 4, 0);

function report(
  plan: Plan,
  { out, seconds, idBytes }: { readonly out: string; readonly seconds: number; readonly idBytes: number },
  run: CommandRun,
): void {
  const { concepts, inputs, shards, maps } = plan;
  const tasks = planTasks(plan).length;
  const bytes = resultBytes(plan, idBytes);
  const total = Object.values(bytes).reduce((a, b) => a + b, 0);
  const coreSeconds = seconds * inputs.count;
  const mapsPerSecond = Number((concepts.length / seconds).toPrecision(3));
  const path = `${out.replace(/\/$/, '')}/${storeKeys.plan}`;
  const kept = maps.kind === 'none' ? 'none' : `${maps.kind}, ${maps.shape.join(' × ')}`;
  const certificates = plan.certificates ? ` and ${concepts.length} certificates` : '';
  run.print(
    `${inputs.count} inputs × ${concepts.length} concepts in ${shards.ids.length} shards of ${shards.size}`,
  );
  run.print(`Tasks: 0 to ${tasks - 1}, ${shards.ids.length} shards${certificates}`);
  run.print(`Maps in the store: ${kept}`);
  run.print(`Results: about ${shownBytes(total)}, ${shownBytes(bytes.maps)} of them maps`);
  run.print(
    `Time: about ${shownHours(coreSeconds)} (${mapsPerSecond} maps per second and process${plan.certificates ? ', without the certificates' : ''})`,
  );
  run.print(`Written: ${path}`);
  run.json({
    ...{ plan: path, id: plan.id, inputs: inputs.count, concepts, shards: shards.ids.length },
    ...{ shardSize: shards.size, tasks, certificates: plan.certificates, maps, bytes },
    ...{ mapsPerSecond, coreSeconds },
  });
}
