import type { Graph } from './graph.js';

/**
 * Ids of the nodes whose outputs depend on the graph's input. The outputs of the others, such as constants, have a batch axis of length
 * 1, and no cotangent is propagated to them.
 */
export function nodesOfInput({ nodes, input }: Graph): ReadonlySet<number> {
  const found = new Set([input]);
  for (const { id, inputs } of nodes) if (inputs.some((from) => found.has(from))) found.add(id);
  return found;
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
