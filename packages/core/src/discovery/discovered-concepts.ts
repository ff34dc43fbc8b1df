import type { NdArray } from 'ndarray';
import type { ConceptVector } from '../concepts/concept-vector.js';
import type { ConceptScore } from '../scores/concept-score.js';

/**
 * Concepts that were found in latents without labels. A latent is described as z ≈ offset + Σⱼ aⱼ dⱼ with the codes aⱼ and the directions dⱼ.
 * The concepts are sorted by Σᵢ aᵢⱼ² ‖dⱼ‖² over the examples, the largest first.
 */
export interface DiscoveredConcepts {
  /** Short name of the method, with which the names of the concepts begin: `ICA`. */
  readonly method: string;
  /** The directions dⱼ as concept vectors: what one unit of the code adds to the latent. */
  readonly concepts: readonly ConceptVector[];
  /** The codes aⱼ(z) as scores, for `explain`. They use the numbers of the method, in float32. */
  readonly scores: readonly ConceptScore[];
  /** The codes of the examples, `[n, concepts]`. */
  readonly codes: NdArray<Float32Array>;
  /** The latent that codes of 0 describe. */
  readonly offset: Float32Array;
  /**
   * The share of the examples' variance that the codes describe: 1 − Σ‖z − offset − Σⱼ aⱼ dⱼ‖² / Σ‖z − z̄‖², with z̄ the mean latent. Below 0 if
   * the mean alone describes them better.
   */
  readonly explainedVariance: number;
  /**
   * Computes the codes of other latents.
   * @param latents `[m, latentSize]`.
   * @returns `[m, concepts]`.
   */
  codesOf(latents: NdArray, options?: CodesOptions): Promise<NdArray<Float32Array>>;
}

/** Options of {@link DiscoveredConcepts.codesOf}. */
export interface CodesOptions {
  readonly signal?: AbortSignal | undefined;
}
