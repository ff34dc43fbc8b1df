import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { loadConcepts } from '@csm/core/node';
import { makePlan, storeKeys } from '@csm/scale';
import { openStore } from '@csm/scale/node';
import { CONCEPTS_FILE } from '../../concepts/write-concepts.js';
import { openInputs } from '../../inputs/open-inputs.js';
import { openModel } from '../../models/open-model.js';
import { checkSettings } from '../../results/check-settings.js';
import { chosenIds } from '../../results/explain-concepts.js';
import { warnOfOtherModel } from '../../results/warn-of-other-model.js';
import type { CommandRun } from '../../terminal/command-run.js';
import { usageError } from '../../terminal/usage-error.js';
import { type JobSettings, planJob } from '../job/job-settings.js';
import { oneThread } from '../job/one-thread.js';
import { placeOf } from '../store-place.js';
import { certificatesForPlan } from './certificates-for-plan.js';
import { dataForPlan } from './data-for-plan.js';
import { secondsPerInput } from './estimate.js';
import { methodForPlan, plannedMethod } from './method-for-plan.js';
import { modelForPlan } from './model-for-plan.js';
import type { PlanCommandOptions } from './plan-options.js';
import { reportPlan } from './report-plan.js';

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
    const inputs = await openInputs(dataPath, model.inputs, { ...run, fingerprints: true }, options);
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
    const stored = await modelForPlan(modelPath, model, options);
    const { batch: batchSize = 8 } = options;
    const { encoder } = model;
    const { explainer } = made;
    const seconds = await secondsPerInput({ encoder, concepts, explainer, inputs, ids }, batchSize, run);
    const described = await dataForPlan(dataPath, inputs, model.inputs, ids, options, run);
    const job: JobSettings = {
      by: 'csm plan',
      model: stored.settings,
      engine: engineOf(model.engine),
      engineVersion: model.engine,
      data: described.settings,
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
        ...described.files,
      },
      job: planJob(job),
      places: { store: placeOf(options.out), data: resolve(dataPath) },
      ...{ signal: run.signal, onWarning: run.warn, onProgress: run.progress('Lists') },
    });
    reportPlan(plan, { out: options.out, seconds, idBytes: bytesOf(ids) }, run);
  } finally {
    await model.dispose();
  }
}

const engineOf = (engine: string): JobSettings['engine'] =>
  engine.startsWith('ONNX Runtime') ? 'onnxruntime' : engine.endsWith('cpu') ? 'cpu' : 'wasm';

/** Bytes of the ids in a file of results. */
const bytesOf = (ids: readonly string[]) => ids.reduce((sum, id) => sum + Buffer.byteLength(id) + 4, 0);
