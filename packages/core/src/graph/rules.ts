import type { Tensor } from '@tensorflow/tfjs-core';
import type { GraphNode } from './graph.js';

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
   * Computes the same as `backward` in TensorFlow.js operations alone, for runtimes that record these operations once and repeat them
   * for every batch, such as ONNX Runtime. A rule without `read` whose `backward` is of this form has `emit: backward`. Absent:
   * such a runtime cannot run the rule.
   *
   * The tensors of the step are symbols without numbers. So the code must not read numbers (`data`, `dataSync`), must not
   * branch on them and must not loop over the batch; the length of the batch is a large placeholder, so `zerosLike(x)` takes the place of
   * `zeros([batch, …])`. What it does may depend on the shapes and on the node, and otherwise only on the rule's name and fields: a
   * recording is used for every rule with the same. A copy of a rule with another `backward` needs another `emit`.
   */
  emit?(step: BackwardStep): Tensor[];
}

/**
 * Returns the rule for a node in a backward pass, or undefined to keep the node's ordinary vector–Jacobian product.
 */
export type BackwardRules = (node: GraphNode) => BackwardRule | undefined;
