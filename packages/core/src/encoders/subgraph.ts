import { unsupportedModel } from '@csm/base';
import type { Graph, GraphNode } from '../graph/graph.js';
import type { Operation } from '../graph/operation.js';
import { packedInputs } from './pack-inputs.js';
import type { WalkedModel } from './walked-model.js';

/**
 * The part of a walked model that one of its nodes depends on. If it depends on several inputs, they are packed into one.
 * @throws if it contains a node that cannot be run, does not depend on any input, or depends on an input whose shape
 * is not fixed.
 * @category Write an encoder
 */
export function subgraph(caller: string, { nodes, problems, starts }: WalkedModel, output: number): Graph {
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
  if (starts) checkStarts(caller, inputs, kept, nodes, starts);
  for (const { name, outputShape, operation } of inputs) {
    checkFixed(caller, name, outputShape);
    checkFloat(caller, name, operation);
  }
  const connected = inputs.length === 1 ? inputFirst(kept) : packedInputs(kept, inputs);
  return renumbered(connected, output);
}

/** The input before the other nodes, because given values are for as many samples as the input has. */
function inputFirst(nodes: readonly GraphNode[]): GraphNode[] {
  const isInput = ({ operation }: GraphNode) => operation.kind === 'input';
  return [...nodes.filter(isInput), ...nodes.filter((node) => !isInput(node))];
}

/** The same nodes with their positions as ids. */
function renumbered(nodes: readonly GraphNode[], output: number): Graph {
  const newIds = new Map(nodes.map((node, id) => [node.id, id]));
  const newId = (old: number) => newIds.get(old) as number;
  const input = nodes.findIndex((node) => node.operation.kind === 'input');
  return {
    nodes: nodes.map((node, id) => ({
      ...node,
      id,
      inputs: node.operation.kind === 'given' ? [input] : node.inputs.map(newId),
    })),
    input,
    output: newId(output),
  };
}

/** @throws unless the latent depends on all nodes where the encoder starts, and on no other input. */
function checkStarts(
  caller: string,
  inputs: readonly GraphNode[],
  kept: readonly GraphNode[],
  nodes: readonly GraphNode[],
  starts: ReadonlySet<number>,
): void {
  const ids = new Set(kept.map(({ id }) => id));
  const names = [...starts].map((id) => JSON.stringify(nodes[id]?.name));
  const unused = [...starts].find((id) => !ids.has(id));
  const other = inputs.find(({ id }) => !starts.has(id));
  if (other) {
    throw unsupportedModel(
      `${caller}: the latent must depend on the model's inputs only through ${names.join(' and ')}; it also depends on input "${other.name}"; ` +
        'name all tensors through which it does in { input }.',
    );
  }
  if (unused === undefined) return;
  throw unsupportedModel(
    `${caller}: the latent does not depend on "${nodes[unused]?.name}"; name an earlier layer or tensor in { input }.`,
  );
}

function checkFloat(caller: string, name: string, operation: Operation): void {
  if (operation.kind !== 'input' || operation.type === undefined) return;
  throw unsupportedModel(
    `${caller}: input "${name}" has type ${operation.type}, and only float32 inputs can be explained; give its values with { given }, or start ` +
      'after it with { input }.',
  );
}

function checkFixed(caller: string, name: string, shape: readonly (number | null)[]): void {
  if (!shape.some((length) => length == null)) return;
  throw unsupportedModel(
    `${caller}: the input shape must be fixed; input "${name}" has [${shape.map((n) => n ?? 'any')}]; ` +
      'pass it without the batch axis: { inputShape: [64, 64, 3] }.',
  );
}
