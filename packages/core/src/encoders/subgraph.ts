import { unsupportedModel } from '@csm/base';
import type { Graph, GraphNode } from '../graph/graph.js';
import { packedInputs } from './pack-inputs.js';
import type { WalkedModel } from './walked-model.js';

/**
 * The part of a walked model that one of its nodes depends on. If it depends on several inputs, they are packed into one.
 * @throws if it contains a node that cannot be run, does not depend on any input, or depends on an input whose shape
 * is not fixed.
 */
export function subgraph(caller: string, { nodes, problems }: WalkedModel, output: number): Graph {
  const needed = new Set([output]);
  for (const node of [...nodes].reverse()) {
    if (needed.has(node.id)) for (const id of node.inputs) needed.add(id);
  }
  for (const id of needed) {
    const problem = problems.get(id);
    if (problem) throw unsupportedModel(`${caller}: ${problem}.`);
  }
  const kept = nodes.filter((node) => needed.has(node.id));
  const inputs = kept.filter((node) => node.operation.kind === 'input');
  if (inputs.length === 0) throw unsupportedModel(`${caller}: the latent does not depend on any input.`);
  for (const { name, outputShape } of inputs) checkFixed(caller, name, outputShape);
  const connected = inputs.length === 1 ? kept : packedInputs(kept, inputs);
  return renumbered(connected, output);
}

/** The same nodes with their positions as ids. */
function renumbered(nodes: readonly GraphNode[], output: number): Graph {
  const newIds = new Map(nodes.map((node, id) => [node.id, id]));
  const newId = (old: number) => newIds.get(old) as number;
  return {
    nodes: nodes.map((node, id) => ({ ...node, id, inputs: node.inputs.map(newId) })),
    input: nodes.findIndex((node) => node.operation.kind === 'input'),
    output: newId(output),
  };
}

function checkFixed(caller: string, name: string, shape: readonly (number | null)[]): void {
  if (!shape.some((length) => length == null)) return;
  throw unsupportedModel(
    `${caller}: the input shape must be fixed; input "${name}" has [${shape.map((n) => n ?? 'any')}]; ` +
      'build the model with a full inputShape.',
  );
}
