import type { ConceptVector } from '@csm/core';
import type { DecoderModel } from '@csm/core/extend';
import { conceptOfExamples, type GeneConcept } from '@csm/core/statistics';
import { type GeneRasters, selectSamples } from '@csm/datasets';
import type { NdArray } from 'ndarray';
import type { Method, MethodContext } from './methods.js';

/** The genes of a concept, as rows of the rasters and latents. */
const rowsOf = ({ genes }: GeneConcept) => genes.map(({ index }) => index);

/** The vector that a method explains: the concept itself, or its difference from the mean of all other genes. */
export function explainedConcept(
  found: GeneConcept,
  { vector }: Method,
  latents: NdArray<Float32Array>,
): ConceptVector {
  if (vector === 'mean') return found.concept;
  return conceptOfExamples(found.concept.name, latents, rowsOf(found), { from: 'rest' });
}

/** What the methods of a concept are made from. */
export function methodContext(
  found: GeneConcept,
  decoder: DecoderModel,
  { images }: GeneRasters,
  latents: NdArray<Float32Array>,
): MethodContext {
  const own = new Set(rowsOf(found));
  const others = Array.from({ length: latents.shape[0] ?? 0 }, (_, row) => row).filter(
    (row) => !own.has(row),
  );
  return { decoder, images, negatives: selectSamples(latents, others) };
}
