import type { Tensor } from '@tensorflow/tfjs-core';
import type { GraphNode } from './graph.js';

/** What a {@link BackwardRule} is given: one node of a backward pass. All tensors are borrowed. */
export interface BackwardStep {
  readonly node: GraphNode;
  /** The node's inputs in the forward pass, `[batch, …]`. */
  readonly inputs: readonly Tensor[];
  /** The node's output in the forward pass. */
  readonly output: Tensor;
  /** What arrives from the layers above, of the output's shape. */
  readonly cotangent: Tensor;
  /** The node's ordinary vector–Jacobian product: a cotangent of the output gives one of each input. */
  vjp(cotangent: Tensor): Tensor[];
}

/**
 * Replaces the vector–Jacobian product of a node. A plain object: its numbers (a percentile, an ε) are fields beside
 * its code, so that a rule can be printed, compared and, later, emitted into another graph format.
 *
 * Both functions run inside `tf.tidy`: what they allocate is freed, also when they throw.
 */
export interface BackwardRule {
  readonly name: string;
  /** The tensor whose numbers `backward` needs on the host, say to take a percentile. */
  read?(step: BackwardStep): Tensor;
  /**
   * The cotangent of each input.
   * @param host values of what `read` returned, where there is a `read`.
   */
  backward(step: BackwardStep, host: Float32Array | undefined): Tensor[];
}

/** Which rule a node takes in a backward pass; undefined leaves it its ordinary vector–Jacobian product. */
export type BackwardRules = (node: GraphNode) => BackwardRule | undefined;
