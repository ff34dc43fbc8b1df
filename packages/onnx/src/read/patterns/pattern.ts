import type { GraphNode, Operation, Weight } from '@csm/core/extend';

/** A node that is about to be added to a graph. */
export interface NewNode {
  readonly operation: Operation;
  readonly inputs: readonly number[];
  readonly outputShape: readonly number[];
}

/** The graph so far. */
export interface GraphSoFar {
  readonly nodes: readonly GraphNode[];
  /** The numbers of a weight of few numbers; undefined for larger ones. */
  numbersOf(weight: Weight): ArrayLike<number> | undefined;
}

/**
 * Recognises an operation that several nodes compute together. It returns the one operation that computes the new node's output from an
 * earlier node, or undefined. The nodes between them stay in the graph for other readers; unread nodes are left out of an encoder.
 *
 * Nodes are matched, not ONNX operators: constants are known, layouts are settled, and the versions of operators make no difference. A pattern
 * must compute exactly the same function, up to rounding.
 */
export type Pattern = (node: NewNode, graph: GraphSoFar) => Pick<NewNode, 'operation' | 'inputs'> | undefined;
