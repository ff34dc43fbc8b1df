import { size } from '@csm/base';
import type { Graph, GraphNode } from '@csm/core/extend';
import { isGated } from '../matchers.js';

/**
 * The input of a product that gets its relevance: the only one with as many numbers as the product. The other one is a gate or a norm.
 */
export function signalOf({ nodes }: Graph, node: GraphNode): number | undefined {
  const { operation, inputs, outputShape, constantInputs = [] } = node;
  if (!isGated(node)) return undefined;
  const [signal, ...others] = inputs.filter((id) => size(nodes[id]?.outputShape ?? []) === size(outputShape));
  const isQuotient = operation.kind !== 'multiply';
  if (others.length > 0 || (isQuotient && signal !== inputs[0])) return undefined;
  // A quotient of a constant by a norm: the constant would keep the relevance.
  if (inputs.some((id, i) => id === signal && constantInputs[i])) return undefined;
  return signal;
}

/** The nodes that relevance reaches: all nodes on paths from the latent to the input, except through gates. */
export function reachedByRelevance(graph: Graph): GraphNode[] {
  const reached = new Set([graph.output]);
  for (const node of [...graph.nodes].reverse()) {
    if (!reached.has(node.id)) continue;
    const signal = signalOf(graph, node);
    for (const id of signal === undefined ? node.inputs : [signal]) reached.add(id);
  }
  return graph.nodes.filter(({ id }) => reached.has(id));
}
