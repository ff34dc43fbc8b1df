import type { InferenceModel, ModelPredictConfig, NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';

/**
 * A tfjs GraphModel: an object of the class `GraphModel` of `@tensorflow/tfjs-converter`. Its members that most programs use
 * are declared here, so that only users of graph models have to install the converter.
 */
export interface LoadedGraphModel extends InferenceModel {
  /** Names of the model's input nodes. */
  readonly inputNodes: string[];
  /** Names of the model's output nodes. */
  readonly outputNodes: string[];
  /** The model's own weights, by the name of their node. */
  readonly weights: Readonly<Record<string, Tensor[]>>;
  /** Runs the model. Several outputs come as a list, or by name. */
  predict(
    inputs: Tensor | Tensor[] | NamedTensorMap,
    config?: ModelPredictConfig,
  ): Tensor | Tensor[] | NamedTensorMap;
  /** Runs the model asynchronously, for graphs with control flow. */
  executeAsync(
    inputs: Tensor | Tensor[] | NamedTensorMap,
    outputs?: string | string[],
  ): Promise<Tensor | Tensor[]>;
  /** Frees the weights. */
  dispose(): void;
}
