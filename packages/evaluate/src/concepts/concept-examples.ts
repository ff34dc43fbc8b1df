import type { NdArray } from 'ndarray';

/** Examples of a concept: latents with and without it. */
export interface ConceptExamples {
  /** Latents of examples that have the concept, `[n, latentSize]`. */
  readonly positives: NdArray;
  /** Latents of examples that lack the concept, `[m, latentSize]`. */
  readonly negatives: NdArray;
}
