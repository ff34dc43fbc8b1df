import { reshape, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { Graph } from './graph.js';
import { forward } from './operations/index.js';

/**
 * Runs a graph on a batch.
 * @param keep true: every node's output is returned, by id. False: outputs are freed after their last use, and only
 *   the latent is returned, at its id.
 * @param run what runs an operation: `forward` or `accurateForward`.
 * @returns tensors that are the caller's; the input's own entry is the borrowed input.
 */
export function runForward(graph: Graph, inputs: Tensor, keep: boolean, run = forward): Tensor[] {
  const values: Tensor[] = [];
  const usesLeft = graph.nodes.map(() => 0);
  for (const node of graph.nodes) for (const id of node.inputs) usesLeft[id]! += 1;
  const free = (id: number) => {
    if (id !== graph.input) values[id]?.dispose();
  };
  try {
    for (const node of graph.nodes) {
      if (node.id === graph.input) {
        values[node.id] = inputs;
        continue;
      }
      const taken = node.inputs.map((id) => values[id]!);
      values[node.id] = tidy(() => unaliased(run(node.operation, taken), taken));
      if (keep) continue;
      for (const id of node.inputs) {
        usesLeft[id]! -= 1;
        if (usesLeft[id] === 0) free(id);
      }
    }
  } catch (error) {
    for (const node of graph.nodes) free(node.id);
    throw error;
  }
  return values;
}

/** The tensor itself, or a handle of its own on the same numbers if it is one of `others`. */
export function unaliased(tensor: Tensor, others: readonly Tensor[]): Tensor {
  return others.includes(tensor) ? reshape(tensor, tensor.shape) : tensor;
}
