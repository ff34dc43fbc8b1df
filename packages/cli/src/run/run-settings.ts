import type { DataOptions } from '../inputs/data-options.js';
import type { InputSet } from '../inputs/input-set.js';
import type { ModelOptions } from '../models/model-options.js';
import type { OpenedModel } from '../models/opened-model.js';

/** The options that change what a model computes. */
const MODEL_OPTIONS = [
  'normalise',
  'layout',
  'latentOutput',
  'latentColumns',
  'logVariance',
  'latent',
  'input',
  'inputShape',
  'given',
] as const satisfies readonly (keyof ModelOptions)[];

/** The options that change the numbers of data. */
const DATA_OPTIONS = [
  'counts',
  'layer',
  'sample',
  'bin',
  'raw',
  'genome',
  'resize',
  'labelColumns',
] as const satisfies readonly (keyof DataOptions)[];

/**
 * The settings of `run.json` that a model gives: its hash, and the options that change what it computes. Where it is, and the engine, do
 * not change the results.
 */
export function modelSettings(
  { sha256, decoderSha256 }: Pick<OpenedModel, 'sha256' | 'decoderSha256'>,
  options: Partial<ModelOptions>,
): Readonly<Record<string, unknown>> {
  return {
    model: sha256,
    ...(decoderSha256 !== undefined && { decoder: decoderSha256 }),
    ...given(options, MODEL_OPTIONS),
  };
}

/** The settings of `run.json` that data give: the kind, the hashes or fingerprints of tables, and the options that change the numbers. */
export function dataSettings(
  { kind, sources }: Pick<InputSet, 'kind' | 'sources'>,
  options: DataOptions,
): Readonly<Record<string, unknown>> {
  return {
    data: kind,
    tables: sources.flatMap(({ sha256, fingerprint }) => sha256 ?? fingerprint ?? []),
    ...given(options, DATA_OPTIONS),
  };
}

/** The options of these names that a call gives. */
function given<Options extends object>(options: Options, names: readonly (keyof Options)[]) {
  return Object.fromEntries(
    names.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])),
  );
}
