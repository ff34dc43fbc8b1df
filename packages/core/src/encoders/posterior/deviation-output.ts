import { invalidArgument, typeName, unsupportedModel } from '@csm/base';
import { DEVIATION_FORMS, type DeviationForm } from '../../graph/operations/posterior-sample.js';
import { isNamedMean, isOfMean, type LatentOutput, withColumnsOf } from '../latent-output.js';
import type { WalkedModel } from '../walked-model.js';
import { isNonNegative } from './non-negative.js';
import { deviationFormOfName } from './output-names.js';
import type { PosteriorOutputs } from './posterior-outputs.js';

/** The output of a model that gives the standard deviation of its posterior. */
export interface DeviationOutput {
  readonly form: DeviationForm;
  readonly output: LatentOutput;
  /** Where this is stated: the caller's options, the model's metadata, or the usual name of the output. */
  readonly source: 'options' | 'metadata' | 'name';
}

/**
 * Finds the output that gives the posterior's standard deviation: the options decide, then the model's metadata, then the name
 * of an output. The latter two hold only for the model's mean, not for another layer.
 * @returns undefined if σ is unknown.
 * @throws if several options are given, or the metadata are malformed.
 */
export function deviationOutput(
  caller: string,
  walked: WalkedModel,
  options: PosteriorOutputs,
): DeviationOutput | undefined {
  const given = DEVIATION_FORMS.filter((form) => options[form] !== undefined);
  if (given.length > 1) {
    throw invalidArgument(
      `${caller}: expected at most one of ${DEVIATION_FORMS.join(', ')}; got ${given.join(' and ')}; pass the one that the ` +
        'model was trained with.',
    );
  }
  for (const form of given) {
    const output = options[form];
    if (output !== undefined) return { form, output, source: 'options' };
  }
  if (!isOfMean(walked, options.output)) return undefined;
  const metadata = walked.posterior?.();
  if (metadata !== undefined) return ofMetadata(caller, metadata, options.output);
  return ofNames(walked, options.output);
}

/**
 * Finds σ by the usual names of outputs, if exactly one output has such a name. An output such as `sigma` or `var` counts only if its
 * values cannot be negative: some models use these names for logarithms.
 */
function ofNames(
  { nodes, outputs }: WalkedModel,
  latent: LatentOutput | undefined,
): DeviationOutput | undefined {
  if (!isNamedMean(latent)) return undefined;
  const found = outputs.flatMap(({ name, id }) => {
    const form = deviationFormOfName(name);
    return form === undefined ? [] : [{ form, name, id }];
  });
  const [only, ...others] = found;
  if (only === undefined || others.length > 0) return undefined;
  const isLogarithm = only.form === 'logVariance' || only.form === 'logStd';
  if (!isLogarithm && !isNonNegative(nodes, only.id)) return undefined;
  return { form: only.form, output: withColumnsOf(only.name, latent), source: 'name' };
}

/** Reads `posterior` of a model's metadata, such as `{ logStd: 'z_log_var' }`. */
function ofMetadata(caller: string, metadata: unknown, latent: LatentOutput | undefined): DeviationOutput {
  const entries = typeof metadata === 'object' && metadata !== null ? Object.entries(metadata) : [];
  const form = DEVIATION_FORMS.find((name) => name === entries[0]?.[0]);
  const output: unknown = entries[0]?.[1];
  if (entries.length === 1 && form !== undefined && isOutput(output)) {
    return { form, output: withColumnsOf(output, latent), source: 'metadata' };
  }
  const got = entries.length > 0 ? JSON.stringify(metadata) : typeName(metadata);
  throw unsupportedModel(
    `${caller}: "posterior" in the model's metadata must name one output as ${DEVIATION_FORMS.join(', ')}, such as ` +
      `{ logVariance: 'z_log_var' }; got ${got}; correct it with model.setUserDefinedMetadata, or pass { logVariance }, ` +
      '{ logStd }, { variance } or { std }.',
  );
}

function isOutput(value: unknown): value is LatentOutput {
  return typeof value === 'string' || (typeof value === 'object' && value !== null && 'columns' in value);
}
