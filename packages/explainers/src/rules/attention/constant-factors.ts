import type { Graph, GraphNode } from '@csm/core/extend';
import { signalOf } from '../lrp/relevance.js';
import { isElementwise, isGated } from '../matchers.js';
import { attentionFactor } from './attention-blocks.js';

/**
 * The position of the factor that is a gate or a norm, because it has fewer numbers than the product; undefined if there is none.
 */
export function gateFactor(graph: Graph, node: GraphNode): number | undefined {
  const signal = signalOf(graph, node);
  return signal === undefined ? undefined : other(node, signal);
}

/**
 * The position of the factor that CP-LRP holds constant: attention weights, a gate with fewer numbers, or the only one of two factors
 * that is the output of an activation.
 */
export function constantFactorOf(graph: Graph, node: GraphNode): number | undefined {
  return attentionFactor(graph, node) ?? gateFactor(graph, node) ?? activatedFactor(graph, node);
}

function activatedFactor({ nodes }: Graph, node: GraphNode): number | undefined {
  if (!isGated(node) || node.operation.kind !== 'multiply') return undefined;
  const activated = node.inputs.filter((id) => {
    const factor = nodes[id];
    return factor !== undefined && isElementwise(factor);
  });
  const [gate] = activated;
  return gate !== undefined && activated.length === 1 ? node.inputs.indexOf(gate) : undefined;
}

function other({ inputs }: GraphNode, signal: number): number | undefined {
  const position = inputs.findIndex((id) => id !== signal);
  return position < 0 ? undefined : position;
}
