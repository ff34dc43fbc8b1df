import type { Graph, GraphNode } from './graph.js';

/**
 * Ids of the nodes whose outputs depend on the graph's input. The others depend on constants or given values only, and no cotangent is
 * propagated to them.
 */
export function nodesOfInput(graph: Graph): ReadonlySet<number> {
  return found(graph, ({ operation }) => operation.kind !== 'given');
}

/** Ids of the nodes whose outputs have one row per sample. The outputs of the others have a batch axis of length 1. */
export function nodesPerSample(graph: Graph): ReadonlySet<number> {
  return found(graph, () => true);
}

function found({ nodes, input }: Graph, follows: (node: GraphNode) => boolean): ReadonlySet<number> {
  const ids = new Set([input]);
  for (const node of nodes) {
    if (follows(node) && node.inputs.some((from) => ids.has(from))) ids.add(node.id);
  }
  return ids;
}

/**
 * The graph with `constantInputs` on each node that takes an output which does not depend on the graph's input, so that rules
 * know that a product with a constant is linear.
 */
export function withConstantInputs(graph: Graph): Graph {
  const ofInput = nodesOfInput(graph);
  if (graph.nodes.every(({ id }) => ofInput.has(id))) return graph;
  return {
    ...graph,
    nodes: graph.nodes.map((node) => {
      const constantInputs = node.inputs.map((id) => !ofInput.has(id));
      return constantInputs.includes(true) ? { ...node, constantInputs } : node;
    }),
  };
}
