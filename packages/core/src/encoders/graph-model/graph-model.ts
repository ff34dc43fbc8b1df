import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';

/**
 * A tfjs GraphModel, as loaded by `loadGraphModel` of `@tensorflow/tfjs-converter`. Only the needed part of its type is
 * declared here, so that the converter has to be installed only by those who have such models.
 */
export interface GraphModel {
  /** Names of the model's input nodes. */
  readonly inputNodes: string[];
  /** Runs the part of the graph from the named tensors to one output. */
  execute(inputs: NamedTensorMap, output: string): Tensor | Tensor[];
}
