import { invalidArgument, nearest, someNames, typeName, validNames } from '@csm/base';
import { deviationFormOfName, isMeanName } from './posterior/output-names.js';
import type { NamedOutput, WalkedModel } from './walked-model.js';

/**
 * An output of a model: the name of a layer (or of a tensor, for a GraphModel), which may be inside a nested model.
 * With `columns`, only these columns of `[batch, n]`, excluding the end: `{ name: 'output', columns: [2, 4] }`.
 */
export type LatentOutput = string | { readonly name?: string; readonly columns: readonly [number, number] };

/** For `checkOptions`: the names inside of a {@link LatentOutput}. */
export const LATENT_OUTPUT_NAMES = { name: true, columns: true } as const;

/** An output of a model that was found by its name, and the columns of it that are wanted. */
export interface FoundOutput extends NamedOutput {
  readonly columns: readonly [number, number] | undefined;
}

/** Finds a latent output. @throws if the output is invalid, unknown or ambiguous. */
export function latentOutput(
  caller: string,
  walked: WalkedModel,
  wanted: LatentOutput | undefined,
): FoundOutput {
  checkWanted(caller, wanted);
  const { name, columns } = nameAndColumns(wanted);
  return { ...findOutput(caller, walked, name), columns };
}

function nameAndColumns(wanted: LatentOutput | undefined): {
  name?: string | undefined;
  columns?: readonly [number, number] | undefined;
} {
  return typeof wanted === 'string' ? { name: wanted } : (wanted ?? {});
}

/** @throws for an invalid value, which would otherwise silently select the default output. */
function checkWanted(caller: string, wanted: LatentOutput | undefined): void {
  if (wanted === undefined || typeof wanted === 'string') return;
  const { name, columns } = (wanted ?? {}) as { name?: unknown; columns?: unknown };
  const hasColumns = Array.isArray(columns) && columns.length === 2;
  if (typeof name === 'string' ? columns === undefined || hasColumns : name === undefined && hasColumns)
    return;
  const what = typeof wanted === 'number' ? `the number ${wanted}` : typeName(wanted);
  throw invalidArgument(
    `${caller}: an output must be a layer's name or { name, columns: [first, end] }; got ${what}.`,
  );
}

function findOutput(caller: string, walked: WalkedModel, name: string | undefined): NamedOutput {
  const { outputs, named } = walked;
  if (name !== undefined) {
    const [found, ...others] = named.filter((output) => output.name === name);
    if (found !== undefined && others.length === 0) return found;
    const names = [...new Set(named.map((output) => output.name))];
    throw invalidArgument(
      found === undefined
        ? `${caller}: the model has no layer "${name}"; ${validNames('layers', name, names)}.`
        : `${caller}: layer "${name}" is used ${others.length + 1} times in the model; name one that is used once.`,
    );
  }
  const [first, ...rest] = outputs;
  if (first !== undefined && rest.length === 0) return first;
  const [mean, ...otherMeans] = outputs.filter((output) => isMeanName(output.name));
  if (mean !== undefined && otherMeans.length === 0) return mean;
  const all = outputs.map((output) => output.name);
  // The most likely latents first, because a long list is cut. Names that say nothing keep their order: the mean usually comes before σ.
  const sigma = deviationNames(walked);
  const rank = (name: string) => {
    if (sigma.includes(name) || deviationFormOfName(name) !== undefined) return 2;
    return /mean|mu|loc/i.test(name) ? 0 : 1;
  };
  const names = (all.length > 3 ? nearest('z_mean', all, all.length) : all).sort((a, b) => rank(a) - rank(b));
  throw invalidArgument(
    `${caller}: expected one output, or one with a name such as z_mean; the model has ${someNames('output', names)}; say which is ` +
      `the latent: ${caller}(model, { output: '${names[0]}' }).`,
  );
}

/** The outputs that the model's metadata name as what gives σ. */
function deviationNames({ posterior }: WalkedModel): unknown[] {
  return Object.values(posterior?.() ?? {}).map((output: LatentOutput | undefined) =>
    typeof output === 'object' ? output?.name : output,
  );
}

/** Whether a latent is the posterior's mean: by default, by its name, or as the first output of the model. */
export function isOfMean({ outputs }: WalkedModel, latent: LatentOutput | undefined): boolean {
  const { name } = nameAndColumns(latent);
  return name === undefined || isMeanName(name) || name === outputs[0]?.name;
}

/** Whether a latent is the posterior's mean by default or by its name. */
export function isNamedMean(latent: LatentOutput | undefined): boolean {
  const { name } = nameAndColumns(latent);
  return name === undefined || isMeanName(name);
}

/** The output, and if the latent is only some columns of an output, the same columns of it. */
export function withColumnsOf(output: LatentOutput, latent: LatentOutput | undefined): LatentOutput {
  const { columns } = nameAndColumns(latent);
  return columns && typeof output === 'string' ? { name: output, columns } : output;
}
