import type { Tensor } from '@tensorflow/tfjs-core';
import { type ConverterGraph, inputsOf, nodeName, type TensorName } from './converter-graph.js';
import { PASSING } from './graph-operations.js';

/** The weight that a tensor contains, looking through nodes that return their input. */
export function weightOf({ nodes, weights }: ConverterGraph, tensor: TensorName): Tensor | undefined {
  let node = nodes[nodeName(tensor)];
  while (node !== undefined && PASSING.has(node.op)) {
    const [input] = inputsOf(node);
    node = input === undefined ? undefined : nodes[nodeName(input)];
  }
  if (node?.op !== 'Const' || !Object.hasOwn(weights, node.name)) return undefined;
  return weights[node.name]?.[0];
}
