import { type Graph, type GraphNode, isRouting } from '@csm/core/extend';
import { isActivationProduct } from './matchers.js';

/** One attention layer of a graph: a softmax whose weights are multiplied by values that depend on the input. */
export interface AttentionBlock {
  /** Id of the softmax, whose output are the attention weights `[batch, …, heads, queries, keys]`. */
  readonly weights: number;
  /** Id of the product of weights and values. */
  readonly product: number;
  /** Position of the weights among the product's inputs. */
  readonly factor: number;
}

/**
 * Finds the attention layers of a graph, in the order in which they run: every softmax that reaches a product of two activations, with at most
 * reshaping, transposing, constant masks and constant factors in between.
 *
 * @category Run a method with rules
 */
export function attentionBlocks({ nodes }: Graph): readonly AttentionBlock[] {
  return nodes.filter(isSoftmax).flatMap(({ id }) => blockOf(nodes, id) ?? []);
}

/** The position of the attention weights among the inputs of a node; undefined if it is not the product of an attention layer. */
export function attentionFactor(graph: Graph, node: GraphNode): number | undefined {
  if (!isActivationProduct(node)) return undefined;
  return attentionBlocks(graph).find(({ product }) => product === node.id)?.factor;
}

/** Matches softmax. */
export function isSoftmax({ operation }: GraphNode): boolean {
  return operation.kind === 'activation' && operation.activation === 'softmax';
}

function blockOf(nodes: readonly GraphNode[], weights: number): AttentionBlock | undefined {
  const carriers = new Set([weights]);
  for (const node of nodes) {
    const factor = node.inputs.findIndex((id) => carriers.has(id));
    if (factor < 0) continue;
    const isOther = node.inputs.some((id) => !carriers.has(id));
    if (isActivationProduct(node) && isOther) return { weights, product: node.id, factor };
    if (isCarrier(node)) carriers.add(node.id);
  }
  return undefined;
}

const isCarrier = ({ operation, constantInputs }: GraphNode): boolean =>
  operation.kind === 'scale' || isRouting(operation, constantInputs);
