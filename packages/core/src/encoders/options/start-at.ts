import { invalidArgument, validNames } from '@csm/base';
import type { GraphNode } from '../../graph/graph.js';
import type { WalkedModel } from '../walked-model.js';

/**
 * The model from some of its layers or tensors on: they become inputs.
 * @throws if a name is unknown or ambiguous, or two names are of one tensor.
 */
export function startAt(
  caller: string,
  walked: WalkedModel,
  input: string | readonly string[] | undefined,
): WalkedModel {
  if (input === undefined) return walked;
  const names = [input].flat();
  const starts = new Map<number, string>();
  for (const name of names) {
    const id = idOf(caller, walked, name);
    const other = starts.get(id);
    if (other !== undefined) {
      throw invalidArgument(
        `${caller}: input must name different tensors; "${other}" and "${name}" are the same; leave one out.`,
      );
    }
    starts.set(id, name);
  }
  const nodes = walked.nodes.map((node): GraphNode => {
    const name = starts.get(node.id);
    if (name === undefined || node.operation.kind === 'input') return node;
    return { ...node, name, operation: { kind: 'input' }, inputs: [] };
  });
  return { ...walked, nodes, starts: new Set(starts.keys()) };
}

function idOf(caller: string, { nodes, named }: WalkedModel, name: string): number {
  const inputs = nodes.filter(({ operation }) => operation.kind === 'input');
  const own = inputs.find((node) => node.name === name);
  if (own) return own.id;
  const [found, ...others] = named.filter((output) => output.name === name);
  if (found !== undefined && others.length === 0) return found.id;
  if (found !== undefined) {
    throw invalidArgument(
      `${caller}: layer "${name}" is used ${others.length + 1} times in the model; start at one that is used once.`,
    );
  }
  const names = [...new Set([...inputs, ...named].map((each) => each.name))];
  throw invalidArgument(
    `${caller}: the model has no input, layer or tensor "${name}"; ${validNames('names', name, names)}.`,
  );
}
