import type { Graph, GraphNode, Operation } from '@csm/core/extend';

const CONVOLUTIONS = [
  'convolution',
  'convolution1d',
  'convolution3d',
  'depthwiseConvolution',
  'transposedConvolution',
  'transposedConvolution3d',
] as const;

/** An operation that multiplies its input by a kernel and adds a bias: a convolution of any kind, or a dense layer. */
export type WeightedOperation = Extract<
  Operation,
  { readonly kind: (typeof CONVOLUTIONS)[number] | 'dense' }
>;

/**
 * Matches convolutions of all kinds: of images, sequences and volumes, depthwise and transposed ones.
 *
 * @category Run a method with rules
 */
export function isConvolution({ operation }: GraphNode): boolean {
  return (CONVOLUTIONS as readonly string[]).includes(operation.kind);
}

/**
 * Matches the layers with a kernel: convolutions of all kinds and dense layers. {@link gamma}, {@link alphaBeta}, {@link zPlus},
 * {@link wSquare}, {@link flat} and {@link zBox} apply to these.
 *
 * @category Run a method with rules
 */
export function isWeighted(node: GraphNode): node is GraphNode & { readonly operation: WeightedOperation } {
  return node.operation.kind === 'dense' || isConvolution(node);
}

/**
 * Matches the first of the nodes that `matches` selects: those to which no other such node leads. There are several if paths from the
 * input do not share their first one.
 *
 * ```ts
 * composite([[isFirst(isConvolution), flat()], [isConvolution, zPlus()]]);
 * ```
 *
 * @category Run a method with rules
 */
export function isFirst(matches: (node: GraphNode) => boolean): (node: GraphNode, graph?: Graph) => boolean {
  return (node, graph) => graph !== undefined && matches(node) && !isBehind(graph, node, matches);
}

/** Whether a path from the input to the node goes through a node that matches. */
function isBehind({ nodes }: Graph, node: GraphNode, matches: (node: GraphNode) => boolean): boolean {
  const seen = new Set<number>();
  const waiting = [...node.inputs];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const before = nodes[id];
    if (before === undefined || seen.has(id)) continue;
    if (matches(before)) return true;
    seen.add(id);
    for (const each of before.inputs) waiting.push(each);
  }
  return false;
}
