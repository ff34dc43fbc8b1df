import type { ImageLayout } from '@csm/base';
import type { NdArray } from 'ndarray';

/** The concept of an {@link Explanation}, as plain data. */
export interface ExplainedConcept {
  readonly name: string;
  /** A copy of the concept vector, if the score has one. */
  readonly vector?: Float32Array;
}

/**
 * Scores and maps of one concept: plain data on the host, which can be spread, cloned by `structuredClone` and sent to a
 * worker.
 */
export interface Explanation {
  /** Name of the concept. */
  readonly name: string;
  readonly concept: ExplainedConcept;
  /** Name of the explainer. */
  readonly explainer: string;
  /** The explainer with its settings, as the heading of a figure, if the explainer has a `description`. */
  readonly description?: string;
  /** Order of the maps' axes, if the inputs are images and the encoder has a `layout`. */
  readonly layout?: ImageLayout;
  /** Concept score of each input, `[n]`. */
  readonly scores: NdArray<Float32Array>;
  /** Concept saliency map of each input, `[n, ...inputShape]`: how the method attributes the score to the features. */
  readonly maps: NdArray<Float32Array>;
  /**
   * For methods that promise completeness (integrated gradients, DeepLIFT): the error of each map, `[n]`, which is
   * the map's sum minus the difference of scores to which it should add up. It includes the rounding of the scores, which are float32
   * numbers: if they are nearly equal, their difference has fewer correct digits than the map.
   */
  readonly completenessGaps?: NdArray<Float32Array>;
  /**
   * For methods that average random draws: the standard error of each number of the maps, `[n, ...inputShape]`. Absent if the maps
   * were combined from those of the latent dimensions.
   */
  readonly standardErrors?: NdArray<Float32Array>;
}

/**
 * Scores of thousands of concepts, whose maps are computed on request. It keeps the maps of the latent dimensions,
 * `4 · latentSize · n · features` bytes, and the concepts' weights, `4 · concepts · latentSize` bytes.
 */
export interface ManyExplanations {
  /** Names of the concepts. */
  readonly names: readonly string[];
  /** Name of the explainer. */
  readonly explainer: string;
  /** The explainer with its settings, as the heading of a figure, if the explainer has a `description`. */
  readonly description?: string;
  /** Order of the maps' axes, if the inputs are images and the encoder has a `layout`. */
  readonly layout?: ImageLayout;
  /** Concept score of each input, `[concepts, n]`. */
  readonly scores: NdArray<Float32Array>;
  /** For methods that promise completeness: the error of each map, `[concepts, n]`; see {@link Explanation}. */
  readonly completenessGaps?: NdArray<Float32Array>;
  /**
   * Computes the maps of one concept, `[n, ...inputShape]`: `latentSize` multiplications per feature and input. Each
   * call computes and allocates them again, `4 · n · features` bytes.
   * @param concept index in `names`.
   */
  map(concept: number): NdArray<Float32Array>;
  /** Returns the explanation of one concept, as {@link explain} does; costs as much as `map`. */
  explanation(concept: number): Explanation;
}
