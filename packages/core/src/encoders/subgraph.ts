import type { Graph, GraphNode } from '../graph/graph.js';
import { packedInputs } from './pack-inputs.js';
import type { WalkedModel } from './walked-model.js';

/**
 * The part of a walked model that one of its nodes depends on. Where it depends on several inputs, they are packed into one.
 * @throws if it holds a node that cannot be run, depends on no input, or on one whose shape is not fixed.
 */
export function subgraph(caller: string, { nodes, problems }: WalkedModel, output: number): Graph {
  const needed = new Set([output]);
  for (const node of [...nodes].reverse()) {
    if (needed.has(node.id)) for (const id of node.inputs) needed.add(id);
  }
  for (const id of needed) {
    const problem = problems.get(id);
    if (problem) throw new Error(`${caller}: ${problem}; it cannot be walked.`);
  }
  const kept = nodes.filter((node) => needed.has(node.id));
  const inputs = kept.filter((node) => node.operation.kind === 'input');
  if (inputs.length === 0) throw new Error(`${caller}: the latent does not depend on any input.`);
  for (const { name, outputShape } of inputs) checkFixed(caller, name, outputShape);
  const connected = inputs.length === 1 ? kept : packedInputs(kept, inputs);
  return renumbered(connected, output);
}

/** The same nodes with ids that are their positions. The input is the one node of kind `input`. */
function renumbered(nodes: readonly GraphNode[], output: number): Graph {
  const newId = new Map(nodes.map((node, id) => [node.id, id]));
  const renamed = nodes.map((node, id) => ({
    ...node,
    id,
    inputs: node.inputs.map((old) => newId.get(old)!),
  }));
  return {
    nodes: renamed,
    input: renamed.findIndex((node) => node.operation.kind === 'input'),
    output: newId.get(output)!,
  };
}

function checkFixed(caller: string, name: string, shape: readonly (number | null)[]): void {
  if (!shape.some((length) => length == null)) return;
  throw new Error(
    `${caller}: the input shape must be fixed; input "${name}" has [${shape.map((n) => n ?? 'any')}]. ` +
      'Build the model with a full inputShape.',
  );
}
