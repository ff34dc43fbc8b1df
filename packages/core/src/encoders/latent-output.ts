import { invalidArgument, nearest, someNames, typeName, unsupportedModel, validNames } from '@csm/base';
import type { GraphNode } from '../graph/graph.js';
import type { NamedOutput, WalkedModel } from './walked-model.js';

/**
 * An output of a model: the name of a layer (or of a tensor, for a GraphModel), which may be inside a nested model.
 * With `columns`, only these columns of `[batch, n]`, excluding the end: `{ name: 'output', columns: [2, 4] }`.
 */
export type LatentOutput = string | { readonly name?: string; readonly columns: readonly [number, number] };

/** For `checkOptions`: the names inside of a {@link LatentOutput}. */
export const LATENT_OUTPUT_NAMES = { name: true, columns: true } as const;

/** Names that identify the posterior's mean, and its log-variance, among several outputs of a model. */
const MEAN_NAMES = ['z_mean', 'mean', 'mu', 'z_mu'];
const LOG_VARIANCE_NAMES = ['z_log_var', 'log_var', 'logvar', 'z_logvar', 'z_log_variance'];

/**
 * Finds the node of a latent output. If only some of its columns are requested, they become an additional node at the
 * end of `nodes`.
 * @throws if the output is unknown, ambiguous or not of shape `[batch, n]`, or does not have these columns.
 */
export function latentNode(
  caller: string,
  walked: WalkedModel,
  nodes: GraphNode[],
  wanted: LatentOutput | undefined,
): GraphNode {
  checkWanted(caller, wanted);
  const { name, columns } = nameAndColumns(wanted);
  const found = findOutput(caller, walked, name);
  const node = nodes[found.id] as GraphNode;
  const [size, ...others] = node.outputShape as readonly (number | null)[];
  if (size == null || others.length > 0) {
    const shape = ['batch', ...node.outputShape.map((length: number | null) => length ?? 'any')];
    throw unsupportedModel(
      `${caller}: the latent must have shape [batch, n]; the output of "${found.name}" has shape [${shape}]; name another ` +
        'layer with { output }, or flatten it.',
    );
  }
  if (columns === undefined) return node;
  const [from, to] = columns;
  if (![from, to].every(Number.isInteger) || from < 0 || to <= from || to > size) {
    throw invalidArgument(
      `${caller}: columns must be [first, end], end not included, of the ${size} columns of "${found.name}"; got [${columns}].`,
    );
  }
  const cut: GraphNode = {
    id: nodes.length,
    name: `${found.name}[${from}:${to}]`,
    operation: { kind: 'slice', start: from, shape: [to - from] },
    inputs: [node.id],
    outputShape: [to - from],
  };
  nodes.push(cut);
  return cut;
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
  const [mean, ...otherMeans] = outputs.filter((output) => MEAN_NAMES.includes(output.name));
  if (mean !== undefined && otherMeans.length === 0) return mean;
  const all = outputs.map((output) => output.name);
  // The most likely latents first, because a long list is cut; an output that gives σ is not the latent.
  const sigma = deviationNames(walked);
  const byName = nearest('z_mean', all, all.length);
  const names = [...byName].sort((a, b) => Number(sigma.includes(a)) - Number(sigma.includes(b)));
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
  return name === undefined || MEAN_NAMES.includes(name) || name === outputs[0]?.name;
}

/**
 * Finds the log-variance of a latent that is not known otherwise: the only output with a name that is usual for log-variances, if
 * the latent is the posterior's mean (by default or by its name).
 */
export function logVarianceOf(
  { outputs }: WalkedModel,
  latent: LatentOutput | undefined,
): LatentOutput | undefined {
  const { name } = nameAndColumns(latent);
  if (name !== undefined && !MEAN_NAMES.includes(name)) return undefined;
  const [found, ...others] = outputs.filter((output) => LOG_VARIANCE_NAMES.includes(output.name));
  if (found === undefined || others.length > 0) return undefined;
  return withColumnsOf(found.name, latent);
}

/** The output, and if the latent is only some columns of an output, the same columns of it. */
export function withColumnsOf(output: LatentOutput, latent: LatentOutput | undefined): LatentOutput {
  const { columns } = nameAndColumns(latent);
  return columns && typeof output === 'string' ? { name: output, columns } : output;
}
