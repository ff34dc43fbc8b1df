import type { ConceptVector } from '@csm/core';
import { type CorrelatedExample, conceptOfExamples, correlatedExamples } from '@csm/core/statistics';
import { geneIndex } from '@csm/datasets';
import type { NdArray } from 'ndarray';

/** A gene of a concept, with its correlation to the marker in latent space; `index` is the row of its raster. */
export interface ConceptGene extends CorrelatedExample {
  readonly gene: string;
}

export interface GeneConcept {
  readonly concept: ConceptVector;
  /** The marker first, then the other genes by decreasing correlation. */
  readonly genes: readonly ConceptGene[];
}

/**
 * The concept of a marker gene, as in the paper: the genes whose latents correlate most with the marker's, including the
 * marker, and the mean of their latents.
 * @throws if the marker is not among the genes.
 */
export function geneConcept(
  marker: string,
  genes: readonly string[],
  latents: NdArray<Float32Array>,
  count = 50,
): GeneConcept {
  const nearest = correlatedExamples(latents, geneIndex({ genes }, marker), { count });
  const concept = conceptOfExamples(
    marker,
    latents,
    nearest.map(({ index }) => index),
  );
  return { concept, genes: nearest.map((example) => ({ ...example, gene: genes[example.index]! })) };
}
