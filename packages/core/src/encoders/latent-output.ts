import { typeName } from '@csm/base';
import type { GraphNode } from '../graph/graph.js';
import type { NamedOutput, WalkedModel } from './walked-model.js';

/**
 * Which output is meant: the name of a layer (or, of a GraphModel, of a tensor), perhaps inside a nested model; with
 * `columns`, only those of `[batch, n]`, from the first to before the second: `{ name: 'output', columns: [2, 4] }`.
 */
export type LatentOutput = string | { readonly name?: string; readonly columns: readonly [number, number] };

/** Names by which a model with several outputs shows which is the posterior's mean, or its log-variance. */
export const MEAN_NAMES = ['z_mean', 'mean', 'mu', 'z_mu'];
export const LOG_VARIANCE_NAMES = ['z_log_var', 'log_var', 'logvar', 'z_logvar', 'z_log_variance'];

/**
 * The node of a latent output; its columns, where asked, become a node of their own at the end of `nodes`.
 * @throws if the output is unknown, ambiguous or not of shape `[batch, n]`, or has no such columns.
 */
export function latentNode(
  caller: string,
  walked: WalkedModel,
  nodes: GraphNode[],
  wanted: LatentOutput | undefined,
): GraphNode {
  checkWanted(caller, wanted);
  const { name, columns } =
    typeof wanted === 'string' ? { name: wanted, columns: undefined } : (wanted ?? {});
  const found = findOutput(caller, walked, name);
  const node = nodes[found.id]!;
  const shape = node.outputShape as readonly (number | null)[];
  if (shape.length !== 1 || shape[0] == null) {
    throw new Error(
      `${caller}: the latent must have shape [batch, n]; the output of "${found.name}" has shape ` +
        `[${['batch', ...shape.map((n) => n ?? 'any')]}]. Name another layer with { output }, or flatten it.`,
    );
  }
  if (columns === undefined) return node;
  const [from, to] = columns;
  if (![from, to].every(Number.isInteger) || from < 0 || to <= from || to > shape[0]) {
    throw new Error(
      `${caller}: columns [${columns}] are not some of the ${shape[0]} of "${found.name}"; give [first, end], end not included.`,
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

/** @throws unless an output is named as it can be: another value would silently mean the default. */
function checkWanted(caller: string, wanted: LatentOutput | undefined): void {
  if (wanted === undefined || typeof wanted === 'string') return;
  const { name, columns } = (wanted ?? {}) as { name?: unknown; columns?: unknown };
  const cut = Array.isArray(columns) && columns.length === 2;
  if (typeof name === 'string' ? columns === undefined || cut : name === undefined && cut) return;
  throw new TypeError(
    `${caller}: an output is a layer's name, or { name, columns: [first, end] }; got ` +
      `${typeof wanted === 'number' ? `the number ${wanted}` : typeName(wanted)}.`,
  );
}

function findOutput(caller: string, { outputs, named }: WalkedModel, name: string | undefined): NamedOutput {
  if (name !== undefined) {
    const found = named.filter((output) => output.name === name);
    if (found.length === 1) return found[0]!;
    const names = [...new Set(named.map((output) => output.name))].join(', ');
    throw new Error(
      found.length === 0
        ? `${caller}: the model has no layer "${name}"; it has ${names}.`
        : `${caller}: layer "${name}" is used ${found.length} times in the model; name one that is used once.`,
    );
  }
  if (outputs.length === 1) return outputs[0]!;
  const means = outputs.filter((output) => MEAN_NAMES.includes(output.name));
  if (means.length === 1) return means[0]!;
  const names = outputs.map((output) => output.name);
  throw new Error(
    `${caller}: the model has ${outputs.length} outputs (${names.join(', ')}); say which is the latent: ` +
      `${caller}(model, { output: '${names[0]}' }).`,
  );
}

/**
 * The log-variance that goes with a latent, of which nothing was said: the one output that is called as log-variances are, where
 * the latent is the posterior's mean by default or by name; of some of its columns the same columns.
 */
export function logVarianceOf(
  { outputs }: WalkedModel,
  latent: LatentOutput | undefined,
): LatentOutput | undefined {
  const { name, columns } =
    typeof latent === 'string' ? { name: latent, columns: undefined } : (latent ?? {});
  if (name !== undefined && !MEAN_NAMES.includes(name)) return undefined;
  const found = outputs.filter((output) => LOG_VARIANCE_NAMES.includes(output.name));
  if (found.length !== 1) return undefined;
  return columns ? { name: found[0]!.name, columns } : found[0]!.name;
}
