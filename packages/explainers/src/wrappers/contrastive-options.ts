import type { ConceptScore, ConceptVector } from '@csm/core';

/** Options of {@link contrastive}. */
export interface ContrastiveOptions {
  /**
   * The concepts that a map is compared with: random concepts, such as `isotropicConcepts` and `permutedConcepts` of
   * `@csm/evaluate` draw, or competing concepts. A concept vector stands for its dot product.
   */
  readonly concepts: readonly (ConceptVector | ConceptScore)[];
  /** `difference` (default): in units of the inner method. `spread`: in standard deviations over the concepts. */
  readonly units?: 'difference' | 'spread' | undefined;
}
