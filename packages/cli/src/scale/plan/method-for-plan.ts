import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Explainer } from '@csm/core';
import { writeNpy } from '@csm/core/node';
import { storeKeys } from '@csm/scale';
import ndarray, { type NdArray } from 'ndarray';
import type { InputSet } from '../../inputs/input-set.js';
import { isPerConcept, METHOD_NAMES, methodByName, methodNames } from '../../methods/method-by-name.js';
import { sharedMethodData } from '../../methods/method-inputs.js';
import type { MethodOptions } from '../../methods/method-options.js';
import type { MethodSettings } from '../../methods/method-settings.js';
import type { OpenedModel } from '../../models/opened-model.js';
import { extremesOf } from '../../results/make-maps.js';
import type { CommandRun } from '../../terminal/command-run.js';
import { usageError } from '../../terminal/usage-error.js';
import type { JobSettings, StoredMethodData } from '../job/job-settings.js';

/** A method as the store of a plan holds it. */
export interface MethodForPlan {
  readonly explainer: Explainer;
  readonly settings: JobSettings['method'];
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/** The name of `--method`. @throws unless it is one method that explains all concepts alike. */
export function plannedMethod(text: string): string {
  const [name = '', other] = methodNames(text);
  if (other !== undefined) {
    throw usageError(`csm plan takes one method; got --method ${text}; make one plan per method.`);
  }
  if (!isPerConcept(name)) return name;
  const others = METHOD_NAMES.filter((method) => !isPerConcept(method)).slice(0, 3);
  throw usageError(
    `--method ${name} takes other data for each concept, which a plan cannot have; choose another, such as ${others.join(', ')}, or use csm explain.`,
  );
}

/** Makes the method, and the files of the data that it was made from. @param ids the inputs of the plan. */
export async function methodForPlan(
  name: string,
  options: MethodOptions & { readonly seed: number },
  source: { readonly model: OpenedModel; readonly inputs: InputSet; readonly ids: readonly string[] },
  run: CommandRun,
): Promise<MethodForPlan> {
  const shared = await sharedMethodData([name], options, source, run);
  const data: Partial<Record<StoredMethodData, string>> = {};
  const files: Record<string, Uint8Array> = {};
  const keep = async (part: string, array: NdArray) => {
    const key = storeKeys.job(`${part}.npy`);
    files[key] = await npyFile(array);
    return key;
  };
  for (const part of ['baseline', 'mean', 'samples'] as const) {
    const array = shared[part];
    if (array) data[part] = await keep(part, array);
  }
  const { steps, percentile, samples, window, baseline, seed } = options;
  const settings: MethodSettings = { steps, percentile, samples, window, baseline, seed };
  const explainer = methodByName(name, settings, shared);
  if (name !== 'paper:smoothgrad') return { explainer, settings: { name, settings, data }, files };
  const { inputs, ids, model } = source;
  const found = await extremesOf(ids, inputs, EXTREMES_BATCH, run.signal);
  const extremes = {
    least: await keep('least', ndarray(found.least, model.encoder.inputShape.slice())),
    greatest: await keep('greatest', ndarray(found.greatest, model.encoder.inputShape.slice())),
  };
  return { explainer, settings: { name, settings, data, extremes }, files };
}

/** Inputs that are in memory while the range of the inputs is found. */
const EXTREMES_BATCH = 64;

/** An array as the bytes of a `.npy` file. */
async function npyFile(array: NdArray): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'csm-npy-'));
  try {
    await writeNpy(join(folder, 'array.npy'), array);
    return await readFile(join(folder, 'array.npy'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
