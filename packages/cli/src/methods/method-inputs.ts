import { contiguous, validNames } from '@csm/base';
import type { ConceptVector } from '@csm/core';
import { encode } from '@csm/core';
import { shuffled } from '@csm/datasets';
import { isotropicConcepts } from '@csm/evaluate';
import ndarray, { type NdArray } from 'ndarray';
import type { InputSet } from '../inputs/input-set.js';
import type { OpenedModel } from '../models/opened-model.js';
import type { CommandRun } from '../terminal/command-run.js';
import { usageError } from '../terminal/usage-error.js';
import { needsOf } from './method-by-name.js';
import type { MethodData, MethodNeed } from './method-data.js';
import type { MethodSettings } from './method-settings.js';

/** At most this many inputs are read for the mean; more would hardly change it. */
const MEAN_INPUTS = 2000;

/** The number of real inputs that methods take as samples or donors. */
const SAMPLES = 64;

/** Inputs that are in memory at the same time. */
const CHUNK = 64;

/** Random concepts with which `contrastive` compares the only concept. */
const RANDOM_CONCEPTS = 8;

/** Where the data of methods come from. */
export interface MethodSource {
  readonly model: Pick<OpenedModel, 'encoder' | 'decoder'>;
  readonly inputs: Pick<InputSet, 'ids' | 'read'>;
}

/**
 * @returns whether `--baseline` is the name of an input.
 * @throws if it is neither that nor mean, zero or blur.
 */
export function checkBaseline(baseline: string, ids: readonly string[]): boolean {
  if (['mean', 'zero', 'blur'].includes(baseline)) return false;
  if (ids.includes(baseline)) return true;
  const hint = validNames('inputs', baseline, ids);
  throw usageError(
    `--baseline must be mean, zero, blur or the name of an input; got "${baseline}"; ${hint}.`,
  );
}

/**
 * Reads the data that methods share for all concepts: the baseline, the mean of the inputs and samples of them.
 * @throws if `--baseline` is neither mean, zero nor blur, nor the name of an input.
 */
export async function sharedMethodData(
  names: readonly string[],
  settings: MethodSettings,
  { model, inputs }: MethodSource,
  run: Pick<CommandRun, 'signal' | 'progress'>,
): Promise<MethodData> {
  const { baseline = 'mean', seed = 0 } = settings;
  const needs = new Set<MethodNeed>(names.flatMap((name) => needsOf(name, settings)));
  const isNamed = checkBaseline(baseline, inputs.ids);
  const needsMean = needs.has('mean') || (needs.has('baseline') && !isNamed);
  const mean = needsMean ? await meanInput(inputs, model.encoder.inputShape, seed, run) : undefined;
  const { encoder, decoder } = model;
  return {
    encoder,
    ...(decoder && { decoder }),
    ...(mean && { mean }),
    ...(needs.has('baseline') && { baseline: isNamed ? (await inputs.read([baseline])).pick(0) : mean }),
    ...(needs.has('samples') && { samples: await inputs.read(drawn(inputs.ids, SAMPLES, seed)) }),
  };
}

/**
 * Adds the data of one concept: inputs without it, their latents, and the concepts with which it is compared.
 * @param donors the names of inputs without the concept.
 * @throws if a method needs such inputs and there are none.
 */
export async function conceptMethodData(
  names: readonly string[],
  settings: MethodSettings,
  shared: MethodData,
  source: MethodSource,
  of: {
    readonly concept: ConceptVector;
    readonly concepts: readonly ConceptVector[];
    readonly donors: readonly string[];
  },
  run: Pick<CommandRun, 'signal'>,
): Promise<MethodData> {
  const needs = new Set<MethodNeed>(names.flatMap((name) => needsOf(name, settings)));
  const others = of.concepts.filter(({ name }) => name !== of.concept.name);
  const { seed = 0 } = settings;
  if (!needs.has('donors') && !needs.has('negatives')) {
    return needs.has('others') ? { ...shared, others: comparedWith(of.concept, others, seed) } : shared;
  }
  if (of.donors.length === 0) {
    const method = names.find((name) =>
      needsOf(name).some((need) => need === 'donors' || need === 'negatives'),
    );
    throw usageError(
      `--method ${method} needs inputs without the concept "${of.concept.name}"; its examples.json has none; make the concept from ` +
        'examples, or choose another method.',
    );
  }
  const donors = await source.inputs.read(drawn(of.donors, SAMPLES, seed));
  const { signal } = run;
  const negatives = needs.has('negatives')
    ? await encode(source.model.encoder, donors, { signal })
    : undefined;
  return {
    ...shared,
    donors,
    ...(negatives && { negatives }),
    ...(needs.has('others') && { others: comparedWith(of.concept, others, seed) }),
  };
}

/** The other concepts, or random ones if there is no other. */
function comparedWith(
  concept: ConceptVector,
  others: readonly ConceptVector[],
  seed: number,
): readonly ConceptVector[] {
  return others.length > 0 ? others : isotropicConcepts(concept, { count: RANDOM_CONCEPTS, seed });
}

/** Some of the names, in their order, drawn at random; all if there are no more. */
export function drawn(ids: readonly string[], count: number, seed: number): readonly string[] {
  if (ids.length <= count) return ids;
  const kept = new Set(shuffled([...ids.keys()], seed).slice(0, count));
  return ids.filter((_, at) => kept.has(at));
}

/** The mean of the inputs, read chunk by chunk and summed in float64; of a random part of them if there are very many. */
async function meanInput(
  inputs: Pick<InputSet, 'ids' | 'read'>,
  inputShape: readonly number[],
  seed: number,
  { signal, progress }: Pick<CommandRun, 'signal' | 'progress'>,
): Promise<NdArray<Float32Array>> {
  const ids = drawn(inputs.ids, MEAN_INPUTS, seed);
  const size = inputShape.reduce((a, b) => a * b, 1);
  const sums = new Float64Array(size);
  const onProgress = progress('Mean of the inputs');
  for (let start = 0; start < ids.length; start += CHUNK) {
    signal.throwIfAborted();
    const data = contiguous(await inputs.read(ids.slice(start, start + CHUNK)));
    for (let i = 0; i < data.length; i++) sums[i % size] = (sums[i % size] ?? 0) + (data[i] ?? 0);
    onProgress({ done: Math.min(start + CHUNK, ids.length), total: ids.length });
  }
  return ndarray(
    Float32Array.from(sums, (sum) => sum / ids.length),
    [...inputShape],
  );
}
