import { checkList, invalidArgument, norm } from '@csm/base';
import { type ConceptVector, checkConcept, checkSameSize } from './concept-vector.js';

/** A vector whose projection leaves less than this share of its length depends linearly on those before it. */
const DEPENDENT = 1e-6;

/**
 * Removes other concepts from a concept: v minus its projection on their span. Moving a latent along the result leaves
 * the scores of the others unchanged. Example: "Smiling", given "mouth open".
 *
 * Computed by modified Gram–Schmidt in float64. The result is not normalised.
 *
 * Source: Shen et al. 2020, InterFaceGAN (arXiv 1907.10786), for two concepts.
 *
 * @param name Default: the concept's name, a bar, and the names of the others: `Smiling | mouth open`.
 * @throws if the sizes differ, or if nothing is left because the concept lies in the span of the others.
 */
export function conditionalConcept(
  concept: ConceptVector,
  given: readonly ConceptVector[],
  name?: string,
): ConceptVector {
  const caller = 'conditionalConcept';
  checkList(caller, 'given', given);
  checkConcept(caller, concept);
  const basis: Float64Array[] = [];
  for (const other of given) {
    checkConcept(caller, other);
    checkSameSize(caller, concept, other);
    const left = withoutProjections(Float64Array.from(other.vector), basis);
    const length = norm(left);
    if (length > DEPENDENT * norm(other.vector)) basis.push(left.map((value) => value / length));
  }
  const left = withoutProjections(Float64Array.from(concept.vector), basis);
  if (norm(left) <= DEPENDENT * norm(concept.vector)) {
    const others = given.map((other) => `"${other.name}"`).join(', ');
    throw invalidArgument(
      `${caller}: nothing is left of "${concept.name}"; it lies in the span of ${others}.`,
    );
  }
  const others = given.map((other) => other.name).join(', ');
  return { name: name ?? `${concept.name} | ${others}`, vector: Float32Array.from(left) };
}

/** Subtracts the projections on orthonormal vectors, twice because of rounding. */
function withoutProjections(vector: Float64Array, basis: readonly Float64Array[]): Float64Array {
  let left = vector;
  for (const unit of [...basis, ...basis]) {
    const along = unit.reduce((sum, value, i) => sum + value * (left[i] ?? 0), 0);
    left = left.map((value, i) => value - along * (unit[i] ?? 0));
  }
  return left;
}
