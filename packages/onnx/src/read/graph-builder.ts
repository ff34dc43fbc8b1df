import type { GraphNode, Operation, Weight } from '@csm/core/extend';
import { keep, tensor } from '@tensorflow/tfjs-core';

/** A graph while it is built, and the weights that were made for it. */
export interface GraphBuilder {
  readonly nodes: GraphNode[];
  /** Every weight that was made; whoever builds the graph must dispose them. */
  readonly weights: Weight[];
  /** Adds a node and returns its id. A permutation or reshape that the graph has already is not added twice. */
  add(name: string, operation: Operation, inputs: readonly number[], outputShape: readonly number[]): number;
  weight(data: ArrayLike<number>, shape: readonly number[]): Weight;
}

export function graphBuilder(): GraphBuilder {
  const nodes: GraphNode[] = [];
  const weights: Weight[] = [];
  const known = new Map<string, number>();
  return {
    nodes,
    weights,
    add(name, operation, inputs, outputShape) {
      const isLayout = operation.kind === 'permute' || operation.kind === 'reshape';
      const key = isLayout ? JSON.stringify([operation, inputs]) : undefined;
      const id = (key !== undefined && known.get(key)) || nodes.length;
      if (key !== undefined) known.set(key, id);
      if (id === nodes.length) nodes.push({ id, name, operation, inputs, outputShape });
      return id;
    },
    weight(data, shape) {
      // A copy, because the cpu backend would keep the array, which may be a view of the file's bytes.
      const made = keep(tensor(Float32Array.from(data), [...shape]));
      weights.push(made);
      return made;
    },
  };
}
