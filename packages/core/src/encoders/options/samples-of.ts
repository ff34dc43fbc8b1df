import type { Graph } from '../../graph/graph.js';

/** The graph for samples `start` to `start + size` of those that values were given for. */
export function samplesOf(graph: Graph, start: number, size: number): Graph {
  return {
    ...graph,
    nodes: graph.nodes.map((node) => {
      const { operation } = node;
      const isPerSample = operation.kind === 'given' && operation.perSample;
      return isPerSample ? { ...node, operation: { ...operation, start, rows: size } } : node;
    }),
  };
}
