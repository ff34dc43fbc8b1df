import type { ConceptScore, ConceptVector } from '@csm/core';

/** Options of {@link contrastive}. */
export interface ContrastiveOptions {
  /**
   * The concepts with which a map is compared: random concepts, such as those of `isotropicConcepts` and
   * `permutedConcepts` of `@csm/evaluate`, or competing concepts. A concept vector stands for its dot product.
   */
  readonly concepts: readonly (ConceptVector | ConceptScore)[];
  /** `difference` (default): in units of the inner method. `spread`: in standard deviations over the concepts. */
  readonly units?: 'difference' | 'spread' | undefined;
}
