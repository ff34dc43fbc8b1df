import { checkBoolean, checkOptions, dot, invalidArgument, keyedNormal } from '@csm/base';
import type { ConceptVector } from '@csm/core';
import { checkConcept } from './check-concept.js';
import { conceptAlong, drawConcepts, RANDOM_CONCEPT_OPTIONS } from './draw-concepts.js';
import type { RandomConceptOptions } from './random-concept-options.js';

/** Options of {@link isotropicConcepts}. */
export interface IsotropicConceptOptions extends RandomConceptOptions {
  /**
   * Whether the vectors are orthogonal to the concept, as random directions of a large latent space nearly are. In a small one, much
   * of a random direction is the concept's. Default false.
   */
  readonly orthogonal?: boolean | undefined;
}

/**
 * Random concept vectors, the easy null: every direction of the latent space is equally likely, and the vectors have
 * the concept's length.
 *
 * Source: the model-parameter randomisation of Adebayo et al. 2018 (arXiv 1810.03292), applied to the last layer of a
 * concept score, which is the concept vector.
 *
 * @throws if `concept` is not a concept vector, or an option is unknown or out of range.
 * @category Controls
 */
export function isotropicConcepts(
  concept: ConceptVector,
  options: IsotropicConceptOptions = {},
): ConceptVector[] {
  const caller = 'isotropicConcepts';
  checkOptions<IsotropicConceptOptions>(caller, options, { ...RANDOM_CONCEPT_OPTIONS, orthogonal: true });
  const { orthogonal = false } = options;
  checkBoolean(caller, 'orthogonal', orthogonal);
  checkConcept(caller, concept);
  if (orthogonal && concept.vector.length < 2) {
    throw invalidArgument(
      `${caller}: no direction is orthogonal to a concept in a latent of one dimension; leave out orthogonal.`,
    );
  }
  return drawConcepts(caller, options, (k, seed) => {
    const normal = keyedNormal('isotropic', seed, k);
    const direction = Float64Array.from(concept.vector, normal);
    return conceptAlong(
      caller,
      `random ${k + 1}`,
      orthogonal ? withoutPart(direction, Float64Array.from(concept.vector)) : direction,
      concept,
    );
  });
}

/** A direction without its part along another. */
function withoutPart(direction: Float64Array, other: Float64Array): Float64Array {
  const share = dot(direction, other, other.length) / dot(other, other, other.length);
  return direction.map((value, k) => value - share * (other[k] ?? 0));
}
