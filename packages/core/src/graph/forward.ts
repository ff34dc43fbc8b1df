import { reshape, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { Graph } from './graph.js';
import { forward, readByVjp } from './operation.js';

/** Which outputs a forward pass keeps: all, those that ordinary derivatives read, or only the latent. */
export type Kept = 'all' | 'for derivatives' | 'latent';

/**
 * Runs a graph on a batch.
 * @param kept which of the nodes' outputs are kept; the others are freed after their last use.
 * @param run the function that runs an operation: `forward` or `accurateForward`.
 * @returns the nodes' outputs by id, which the caller must dispose; the entry of the input is the borrowed input
 * itself.
 */
export function runForward(graph: Graph, inputs: Tensor, kept: Kept, run = forward): Tensor[] {
  const values: Tensor[] = [];
  const usesLeft = new Map<number, number>();
  const count = (id: number, by: number) => {
    const uses = (usesLeft.get(id) ?? 0) + by;
    usesLeft.set(id, uses);
    return uses;
  };
  for (const node of graph.nodes) for (const id of node.inputs) count(id, 1);
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
      const taken = outputsOf(values, node.inputs);
      values[node.id] = tidy(() => unaliased(run(node.operation, taken), taken));
      if (kept === 'all') continue;
      for (const id of node.inputs) {
        if (count(id, -1) === 0 && !wanted?.has(id)) free(id);
      }
    }
  } catch (error) {
    for (const node of graph.nodes) free(node.id);
    throw error;
  }
  return values;
}

/** The outputs of some nodes, by their ids. */
export function outputsOf(values: readonly Tensor[], ids: readonly number[]): Tensor[] {
  return ids.flatMap((id) => values[id] ?? []);
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

/** The tensor itself or, if it is one of `others`, a separate tensor object with the same numbers. */
export function unaliased<T extends Tensor>(tensor: T, others: readonly Tensor[]): T {
  return others.includes(tensor) ? (reshape(tensor, tensor.shape) as T) : tensor;
}
