import { type ConceptVector, meanVector } from '@csm/core';
import { pearsonCorrelations } from '@csm/core/statistics';
import { selectSamples } from '@csm/datasets';
import type { NdArray } from 'ndarray';

/** A gene of a concept, with its correlation to the marker in latent space. */
export interface ConceptGene {
  readonly gene: string;
  /** Index into the rasters. */
  readonly index: number;
  readonly r: number;
  readonly p: number;
}

export interface GeneConcept {
  readonly concept: ConceptVector;
  /** The marker itself first, then by falling correlation. */
  readonly genes: readonly ConceptGene[];
}

/**
 * The concept of a marker gene, as in the paper: the genes whose latents correlate most with the marker's (it is one of
 * them), and the mean of their latents.
 * @throws if the marker is not among the genes.
 */
export function geneConcept(
  marker: string,
  genes: readonly string[],
  latents: NdArray<Float32Array>,
  count = 50,
): GeneConcept {
  const at = geneIndex(marker, genes);
  const { r, p } = pearsonCorrelations(latents.pick(at), latents);
  const nearest = genes
    .map((gene, index) => ({ gene, index, r: r[index]!, p: p[index]! }))
    .filter((entry) => !Number.isNaN(entry.r))
    .sort((a, b) => b.r - a.r)
    .slice(0, count);
  const concept = meanVector(
    marker,
    selectSamples(
      latents,
      nearest.map((entry) => entry.index),
    ),
  );
  return { concept, genes: nearest };
}

/** Where a gene stands among the expressed ones. @throws if it does not. */
export function geneIndex(gene: string, genes: readonly string[]): number {
  const index = genes.indexOf(gene);
  if (index !== -1) return index;
  throw new Error(
    `geneIndex: the data have no gene "${gene}" that is expressed; they have ${genes.length} genes, such as ` +
      `${genes.slice(0, 3).join(', ')}. Is it another species or another name?`,
  );
}
