import type { ExplainedConcept } from '@csm/core';
import type { NdArray } from 'ndarray';

/** Scores of one concept and their attribution to a hidden layer: plain data on the host, like an `Explanation`. */
export interface LayerExplanation {
  /** Name of the concept. */
  readonly name: string;
  readonly concept: ExplainedConcept;
  /** Name of the layer. */
  readonly layer: string;
  /** Name of the method. */
  readonly method: string;
  /** The method with its settings, as the heading of a figure, if it has a `description`. */
  readonly description?: string;
  /** Concept score of each input, `[n]`. */
  readonly scores: NdArray<Float32Array>;
  /** The attribution to each output of the layer, `[n, ...layerShape]`; the axis of channels is the last one. */
  readonly values: NdArray<Float32Array>;
  /**
   * For conductance at a layer through which every path from the input to the latent passes: the sum of the values minus the difference of
   * scores to which they should add up, `[n]`.
   */
  readonly completenessGaps?: NdArray<Float32Array>;
}
