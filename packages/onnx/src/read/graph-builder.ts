import type { GraphNode, Operation, Weight } from '@csm/core/extend';
import { keep, tensor } from '@tensorflow/tfjs-core';
import { recogniser } from './patterns/recognise.js';

/** A graph while it is built, and the weights that were made for it. */
export interface GraphBuilder {
  readonly nodes: GraphNode[];
  /** Every weight that was made; whoever builds the graph must dispose them. */
  readonly weights: Weight[];
  /**
   * Adds a node and returns its id. A permutation or reshape that the graph has already is not added twice. If several nodes compute an
   * operation together, such as a layer normalisation, the last of them becomes that operation.
   */
  add(name: string, operation: Operation, inputs: readonly number[], outputShape: readonly number[]): number;
  weight(data: ArrayLike<number>, shape: readonly number[]): Weight;
}

/** The numbers of larger weights are not looked at to recognise activations and small constants. */
const FEW = 4096;

export function graphBuilder(): GraphBuilder {
  const nodes: GraphNode[] = [];
  const weights: Weight[] = [];
  const known = new Map<string, number>();
  const numbers = new Map<Weight, ArrayLike<number>>();
  const recognise = recogniser({ nodes, numbersOf: (weight) => numbers.get(weight) });
  return {
    nodes,
    weights,
    add(name, operation, inputs, outputShape) {
      const isLayout = operation.kind === 'permute' || operation.kind === 'reshape';
      const key = isLayout ? JSON.stringify([operation, inputs]) : undefined;
      const id = (key !== undefined && known.get(key)) || nodes.length;
      if (key !== undefined) known.set(key, id);
      if (id === nodes.length) nodes.push({ id, name, ...recognise(id, { operation, inputs, outputShape }) });
      return id;
    },
    weight(data, shape) {
      // A copy, because the cpu backend would keep the array, which may be a view of the file's bytes.
      const copy = Float32Array.from(data);
      const made = keep(tensor(copy, [...shape]));
      weights.push(made);
      if (copy.length <= FEW) numbers.set(made, copy.slice());
      return made;
    },
  };
}
