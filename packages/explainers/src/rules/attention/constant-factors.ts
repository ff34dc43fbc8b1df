import { type Graph, type GraphNode, isLinear, isRouting } from '@csm/core/extend';
import { signalOf } from '../lrp/relevance.js';
import { isElementwise, isGated } from '../matchers.js';
import { attentionFactor } from './attention-blocks.js';

/**
 * The position of the factor of a product or quotient that is a norm or a gate: 1 / √… of a normalisation that is written out, or the factor
 * with fewer numbers than the product. Undefined if there is none.
 */
export function gateFactor(graph: Graph, node: GraphNode): number | undefined {
  if (!isGated(node)) return undefined;
  const norm = inverseRootFactor(graph, node);
  if (norm !== undefined) return norm;
  const signal = signalOf(graph, node);
  return signal === undefined ? undefined : positionOf(node, (id) => id !== signal);
}

/** The position of a factor that is 1 / √…, of whatever size, with at most constant factors and reshapes in between. */
export function inverseRootFactor({ nodes }: Graph, node: GraphNode): number | undefined {
  if (node.operation.kind !== 'multiply') return undefined;
  return positionOf(node, (id) => isInverseRoot(nodes, origin(nodes, id)));
}

/**
 * The position of the factor that CP-LRP holds constant: attention weights, a norm, a gate with fewer numbers, or the only one of two factors
 * that is the output of an activation.
 */
export function constantFactorOf(graph: Graph, node: GraphNode): number | undefined {
  return attentionFactor(graph, node) ?? gateFactor(graph, node) ?? activatedFactor(graph, node);
}

function activatedFactor({ nodes }: Graph, node: GraphNode): number | undefined {
  if (!isGated(node) || node.operation.kind !== 'multiply') return undefined;
  const isActivated = (id: number) => nodes[id] !== undefined && isElementwise(nodes[id]);
  const isOne = node.inputs.filter(isActivated).length === 1;
  return isOne ? positionOf(node, isActivated) : undefined;
}

function positionOf({ inputs }: GraphNode, matches: (id: number) => boolean): number | undefined {
  const position = inputs.findIndex(matches);
  return position < 0 ? undefined : position;
}

/** The node whose numbers a node holds, times constants. */
function origin(nodes: readonly GraphNode[], id: number): GraphNode | undefined {
  const node = nodes[id];
  if (node === undefined) return undefined;
  const { operation, inputs, constantInputs } = node;
  const isMultiple =
    operation.kind === 'scale' || (operation.kind === 'multiply' && isLinear(operation, constantInputs));
  const from = inputs.find((_, i) => !constantInputs?.[i]);
  const isCopy = inputs.length === 1 && isRouting(operation, constantInputs);
  return (isMultiple || isCopy) && from !== undefined ? origin(nodes, from) : node;
}

function isInverseRoot(nodes: readonly GraphNode[], node: GraphNode | undefined): boolean {
  const { operation, inputs: [from] = [] } = node ?? {};
  if (isRoot(operation, -0.5)) return true;
  const isInverse = operation?.kind === 'elementwise' && operation.function === 'reciprocal';
  return isInverse && from !== undefined && isRoot(origin(nodes, from)?.operation, 0.5);
}

function isRoot(operation: GraphNode['operation'] | undefined, exponent: 0.5 | -0.5): boolean {
  if (operation?.kind === 'graphOperation') return operation.className === (exponent < 0 ? 'Rsqrt' : 'Sqrt');
  if (operation?.kind !== 'elementwise') return false;
  if (operation.function === 'sqrt') return exponent === 0.5;
  return operation.function === 'power' && operation.exponent === exponent;
}
