import { reshape, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { Graph } from './graph.js';
import { forward, readByVjp } from './operation.js';

/** What a forward pass keeps: every output, those that ordinary derivatives read, or the latent alone. */
export type Kept = 'all' | 'for derivatives' | 'latent';

/**
 * Runs a graph on a batch.
 * @param kept what of the nodes' outputs, by id; the others are freed after their last use.
 * @param run what runs an operation: `forward` or `accurateForward`.
 * @returns tensors that are the caller's; the input's own entry is the borrowed input.
 */
export function runForward(graph: Graph, inputs: Tensor, kept: Kept, run = forward): Tensor[] {
  const values: Tensor[] = [];
  const usesLeft = graph.nodes.map(() => 0);
  for (const node of graph.nodes) for (const id of node.inputs) usesLeft[id]! += 1;
  const wanted = kept === 'for derivatives' ? readByDerivatives(graph) : undefined;
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
      if (kept === 'all') continue;
      for (const id of node.inputs) {
        usesLeft[id]! -= 1;
        if (usesLeft[id] === 0 && !wanted?.has(id)) free(id);
      }
    }
  } catch (error) {
    for (const node of graph.nodes) free(node.id);
    throw error;
  }
  return values;
}

/** Ids of the nodes whose outputs a backward pass without rules reads. */
export function readByDerivatives({ nodes }: Graph): Set<number> {
  const read = new Set<number>();
  for (const { id, operation, inputs } of nodes) {
    const what = readByVjp(operation);
    if (what !== 'nothing') for (const input of inputs) read.add(input);
    if (what === 'all') read.add(id);
  }
  return read;
}

/** The tensor itself, or a handle of its own on the same numbers if it is one of `others`. */
export function unaliased(tensor: Tensor, others: readonly Tensor[]): Tensor {
  return others.includes(tensor) ? reshape(tensor, tensor.shape) : tensor;
}
