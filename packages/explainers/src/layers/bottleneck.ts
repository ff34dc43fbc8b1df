import type { Graph, GraphNode } from '@csm/core/extend';

/** Whether every path from the input to the latent passes through a node. */
export function isBottleneck({ nodes, input, output }: Graph, layer: GraphNode): boolean {
  const around = new Set([input]);
  for (const { id, operation, inputs } of nodes) {
    if (id === layer.id || operation.kind === 'given') continue;
    if (inputs.some((from) => around.has(from))) around.add(id);
  }
  return !around.has(output);
}
