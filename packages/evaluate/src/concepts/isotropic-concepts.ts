import { checkOptions } from '@csm/base';
import type { ConceptVector } from '@csm/core';
import { keyedNormal } from '../statistics/keyed-normal.js';
import { checkConcept } from './check-concept.js';
import { conceptAlong, drawConcepts, RANDOM_CONCEPT_OPTIONS } from './draw-concepts.js';
import type { RandomConceptOptions } from './random-concept-options.js';

/**
 * Random concept vectors, the easy null: every direction of the latent space is equally likely, and the vectors have
 * the concept's length.
 *
 * Source: the model-parameter randomisation of Adebayo et al. 2018 (arXiv 1810.03292), applied to the last layer of a
 * concept score, which is the concept vector.
 *
 * @throws if `concept` is not a concept vector, or an option is unknown or out of range.
 */
export function isotropicConcepts(
  concept: ConceptVector,
  options: RandomConceptOptions = {},
): ConceptVector[] {
  const caller = 'isotropicConcepts';
  checkOptions(caller, options, RANDOM_CONCEPT_OPTIONS);
  checkConcept(caller, concept);
  return drawConcepts(caller, options, (k, seed) => {
    const normal = keyedNormal('isotropic', seed, k);
    return conceptAlong(caller, `random ${k + 1}`, Float64Array.from(concept.vector, normal), concept);
  });
}
