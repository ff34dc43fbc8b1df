import type { Tensor } from '@tensorflow/tfjs-core';
import type { Graph, GraphNode } from './graph.js';

/** The argument of a {@link BackwardRule}: one node of a backward pass. All tensors are borrowed. */
export interface BackwardStep {
  readonly node: GraphNode;
  /** The node's inputs in the forward pass, `[batch, …]`. */
  readonly inputs: readonly Tensor[];
  /** The node's output in the forward pass. */
  readonly output: Tensor;
  /** The cotangent that arrives from the later nodes, of the output's shape. */
  readonly cotangent: Tensor;
  /** The node's ordinary vector–Jacobian product: the cotangent of each input, for a cotangent of the output. */
  vjp(cotangent: Tensor): Tensor[];
}

/**
 * Replaces the vector–Jacobian product of a node. A plain object: its numbers (a percentile, an ε) are fields next to its code,
 * so that a rule can be printed, compared and converted into another graph format: its name and its fields determine it.
 *
 * All functions run inside `tf.tidy`: the tensors that they allocate are freed, even if they throw.
 */
export interface BackwardRule {
  readonly name: string;
  /** The tensor whose numbers `backward` needs on the host, for example to take a percentile. */
  read?(step: BackwardStep): Tensor;
  /**
   * Computes the cotangent of each input.
   * @param host the numbers of the tensor that `read` returned, if the rule has a `read`.
   */
  backward(step: BackwardStep, host: Float32Array | undefined): Tensor[];
  /**
   * Computes the same as `backward`, with TensorFlow.js operations only. These operations are recorded once, and a runtime such as ONNX
   * Runtime runs the recording for each batch. If `backward` already uses only such operations and the rule has no `read`, both can be
   * the same function: `emit: backward`. Without `emit`, the rule runs only in TensorFlow.js.
   *
   * The tensors of the step are symbolic and have no values. So `emit` must not read values (`data`, `dataSync`), branch on them or
   * loop over the batch. The length of the batch is a large placeholder, so use `zerosLike(x)` instead of `zeros([batch, …])`.
   *
   * A recording is reused for every rule with the same name and fields, so the result may depend on the shapes, the node, the name and
   * the fields, and on nothing else. If you copy a rule and replace its `backward`, replace its `emit`, too.
   */
  emit?(step: BackwardStep): Tensor[];
}

/**
 * Returns the rule for a node in a backward pass, or undefined to keep the node's ordinary vector–Jacobian product.
 *
 * @param graph the graph of which the node is a part, for rules that depend on its neighbours; undefined for an encoder that does not
 *   show its layers.
 */
export type BackwardRules = (node: GraphNode, graph?: Graph) => BackwardRule | undefined;
