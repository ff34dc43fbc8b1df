import type { NdArray } from 'ndarray';
import type { ImageLayout } from '../encoders/encoder.js';
import type { ConceptScore } from '../scores/concept-score.js';

/** Scores and maps of one concept. */
export interface Explanation {
  /** Name of the concept. */
  readonly name: string;
  /** What was explained; its `concept` is the concept vector. */
  readonly score: ConceptScore;
  /** Name of the explainer. */
  readonly explainer: string;
  /** Order of the maps' axes, if the encoder's inputs are images and it says so. */
  readonly layout?: ImageLayout;
  /** Concept score of each input, `[n]`. */
  readonly scores: NdArray<Float32Array>;
  /** Concept saliency map of each input, `[n, ...inputShape]`: how the method attributes the score to the features. */
  readonly maps: NdArray<Float32Array>;
  /**
   * For methods that promise completeness (integrated gradients, DeepLIFT): how far each map misses it, `[n]`; the map's
   * sum minus the difference of scores that it should add up to.
   */
  readonly completenessGaps?: NdArray<Float32Array>;
  /** For methods that average random draws: the standard error of each number of the maps, `[n, ...inputShape]`. */
  readonly standardErrors?: NdArray<Float32Array>;
}
