import type { ConceptVector } from '../concepts/concept-vector.js';
import type { ConceptOfExamplesOptions } from './concept-of-examples.js';
import type { CorrelatedExample } from './correlated-examples.js';

/** Options of {@link geneConcept}. */
export interface GeneConceptOptions extends ConceptOfExamplesOptions {
  /** Number of genes of the concept, including the marker. Default 50, as in the paper. */
  readonly count?: number | undefined;
  /** Name of the concept. Default: the marker, or the markers separated by commas. */
  readonly name?: string | undefined;
}

/** A gene, and how its latent correlates with the marker's. `index` is its row of the latents. */
export interface RankedGene extends CorrelatedExample {
  readonly gene: string;
}

/** The concept of a marker gene. */
export interface GeneConcept {
  readonly concept: ConceptVector;
  /** The genes of the concept by decreasing correlation; a single marker comes first. */
  readonly genes: readonly RankedGene[];
  /** All genes by decreasing correlation; those with a constant latent come last, with r, p and q NaN. */
  readonly ranking: readonly RankedGene[];
}
