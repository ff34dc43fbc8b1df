import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { invalidArgument } from '@csm/base';
import { loadConcepts } from '@csm/core/node';
import { type OpenJob, type Plan, storeKeys } from '@csm/scale';
import type { ExamplesFile } from '../../concepts/examples-file.js';
import type { InputSet } from '../../inputs/input-set.js';
import type { InputsFor } from '../../inputs/inputs-for.js';
import { openInputs } from '../../inputs/open-inputs.js';
import { type InputsOf, openInputsOf } from '../../inputs/open-inputs-of.js';
import { openModel } from '../../models/open-model.js';
import type { OpenedModel } from '../../models/opened-model.js';
import type { CommandRun } from '../../terminal/command-run.js';
import { certificateOfJob } from './certificate-of-job.js';
import { type JobSettings, jobSettings } from './job-settings.js';
import { methodOfJob } from './method-of-job.js';
import { oneThread } from './one-thread.js';
import { planFiles } from './plan-files.js';
import { withPlannedSizes } from './planned-sizes.js';
import { workerRun } from './worker-run.js';

/**
 * Opens what a plan of csm plan needs: the model, the concepts and the method from the store, and the data where the plan's places say.
 * Everything is computed with one thread.
 * @throws if one of them is not what it was when the plan was made.
 */
export const openJob: OpenJob = async (plan, store, { signal = new AbortController().signal, onWarning }) => {
  const settings = jobSettings(plan);
  const data = dataOf(plan);
  const { run, end } = workerRun(signal, onWarning);
  await oneThread();
  const files = await planFiles(plan, store, signal);
  const at = (key: string) => join(files.folder, key);
  let model: OpenedModel | undefined;
  const dispose = async () => {
    await end();
    await model?.dispose();
    await files.dispose();
  };
  try {
    model = await openModelOfJob(settings, at, run);
    const opened = model;
    checkEngine(settings, opened);
    const concepts = await loadConcepts(at(storeKeys.concepts));
    const explainer = await methodOfJob(settings.method, opened, at);
    const encoder = await encoderOf(settings, opened, at);
    const inputs = await shardInputs(settings, encoder, data, run);
    run.atEnd(() => inputs.close());
    const { sizes } = settings.data;
    const read = sizes === undefined ? inputs.read : await withPlannedSizes(data, inputs, at(sizes));
    let all: Promise<InputSet> | undefined;
    return {
      ...{ encoder: opened.encoder, concepts, explainer, dispose },
      read: async (ids, first, { signal: stop }) => {
        stop?.throwIfAborted();
        return read(ids, first);
      },
      certificate: async (name, { signal: stop = signal }) => {
        const concept = concepts.find((each) => each.name === name);
        const { certificates } = settings;
        if (!concept || !certificates)
          throw invalidArgument(
            `csm: expected a concept whose certificate the plan has; got "${name}"; use the program that made the plan.`,
          );
        const { concepts: examples } = JSON.parse(
          await readFile(at(certificates.examples), 'utf8'),
        ) as ExamplesFile;
        const options = { ...certificates, batch: plan.batchSize };
        all ??= allInputs(settings, encoder, data, at, run).catch((error: unknown) => {
          all = undefined;
          throw error;
        });
        const source = { model: opened, inputs: await all };
        return certificateOfJob(concept, examples, explainer, source, options, { ...run, signal: stop });
      },
    };
  } catch (error) {
    await dispose();
    throw error;
  }
};

function dataOf({ places }: Plan): string {
  if (places.data !== undefined) return places.data;
  throw invalidArgument(
    'csm: expected a plan that says where the data are; this one does not; pass --data PATH.',
  );
}

const openModelOfJob = ({ model, engine }: JobSettings, at: (key: string) => string, run: CommandRun) =>
  openModel(
    at(model.key),
    { ...model.options, engine, ...(model.decoder !== undefined && { decoder: at(model.decoder) }) },
    run,
    { threads: 1 },
  );

/** Another engine, or another version of it, gives maps with other last digits. */
function checkEngine({ engineVersion }: JobSettings, { engine }: OpenedModel): void {
  if (engine === engineVersion) return;
  throw invalidArgument(
    `csm: expected the engine of the plan, ${engineVersion}; this machine has ${engine}; install the version of the plan, or make a new plan.`,
  );
}

/** Opens the inputs of shards. */
const shardInputs = (
  { data: { kind, options, fingerprint } }: JobSettings,
  encoder: InputsFor,
  place: string,
  { signal, warn }: CommandRun,
): Promise<InputsOf> => {
  const { attributes, idColumn, skipDamaged: _, ...rows } = options;
  return openInputsOf(place, kind, encoder, {
    ...rows,
    ...(kind === 'table' && { idColumn }),
    // They decide whether the ids of an array are those of the table next to it.
    ...(kind === 'array' && { attributes, idColumn }),
    ...{ fingerprint, signal, onWarning: warn },
  });
};

/** Opens the whole data with their labels, which certificates compare with. */
function allInputs(
  { data: { options } }: JobSettings,
  encoder: InputsFor,
  place: string,
  at: (key: string) => string,
  run: CommandRun,
): Promise<InputSet> {
  const { attributes } = options;
  return openInputs(place, encoder, run, {
    ...options,
    ...(attributes !== undefined && { attributes: at(attributes) }),
  });
}

/** What the data need to know of the encoder. */
async function encoderOf(
  { data }: JobSettings,
  { inputs }: OpenedModel,
  at: (key: string) => string,
): Promise<InputsFor> {
  if (data.features === undefined) return inputs;
  return { ...inputs, features: JSON.parse(await readFile(at(data.features), 'utf8')) };
}
