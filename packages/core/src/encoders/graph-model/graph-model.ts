import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';

/**
 * A tfjs GraphModel, such as `loadGraphModel` of `@tensorflow/tfjs-converter` gives: as much of its type as is needed, so
 * that those who have none need not install the converter.
 */
export interface GraphModel {
  /** Names of the model's input nodes. */
  readonly inputNodes: string[];
  /** Runs the part of the graph from the named tensors to one output. */
  execute(inputs: NamedTensorMap, output: string): Tensor | Tensor[];
}
