import type { Operation } from './operation.js';

/**
 * One step of an encoder: an operation, the nodes that its inputs come from, and the shape of its output.
 *
 * Plain data: the tensor code that runs an operation is in `operations/`, one file per kind. A layer with an
 * activation becomes two nodes (`conv2d_1` and `conv2d_1/relu`), so that a backward rule can match only the
 * nonlinearity.
 */
export interface GraphNode {
  /** Position in topological order; index into {@link Graph.nodes}. */
  readonly id: number;
  /**
   * Name of the layer; if the layer becomes several nodes, `/` and the operation are appended to the names of all
   * but the first.
   */
  readonly name: string;
  readonly operation: Operation;
  /** Ids of the nodes whose outputs this one takes. */
  readonly inputs: readonly number[];
  /** Shape of the output, without the batch axis. */
  readonly outputShape: readonly number[];
  /**
   * For each input, whether it is independent of the encoder's input, such as a constant: a product with it is linear. Encoders fill
   * it in; absent if all inputs depend on the encoder's input.
   */
  readonly constantInputs?: readonly boolean[];
}

/** An encoder as data: nodes in topological order, from one input to the latent. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  /** Id of the input node. */
  readonly input: number;
  /** Id of the node whose output is the latent. */
  readonly output: number;
}
