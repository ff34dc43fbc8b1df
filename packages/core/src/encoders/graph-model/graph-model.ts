import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';

/**
 * A tfjs GraphModel, as loaded by `loadGraphModel` of `@tensorflow/tfjs-converter`. Only the part of its type that we
 * need is declared here, so that only users with such models have to install the converter.
 */
export interface GraphModel {
  /** Names of the model's input nodes. */
  readonly inputNodes: string[];
  /** What tensorflowjs_converter was given as `--metadata`; `posterior` says which output gives σ. */
  readonly metadata?: { readonly posterior?: unknown };
  /** Runs the part of the graph from the named tensors to one output. */
  execute(inputs: NamedTensorMap, output: string): Tensor | Tensor[];
}
