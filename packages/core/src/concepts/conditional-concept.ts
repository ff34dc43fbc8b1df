import { checkList } from '@csm/base';
import { type ConceptVector, checkConcept } from './concept-vector.js';

/** Directions that a projection shortens to less than this share of their length depended on the ones before. */
const DEPENDENT = 1e-6;

/**
 * A concept with others taken out: v less its projection on the span of the others, so that moving along it leaves their
 * scores as they are. "Smiling", given "mouth open".
 *
 * By modified Gram–Schmidt, in float64. The result keeps its own length (it is not normalised).
 *
 * Source: Shen et al. 2020, InterFaceGAN (arXiv 1907.10786), for two concepts.
 *
 * @param name Default: the concept's, a bar and the others'.
 * @throws if sizes differ, or nothing is left: the concept lies in the span of the others.
 */
export function conditionalConcept(
  concept: ConceptVector,
  given: readonly ConceptVector[],
  name?: string,
): ConceptVector {
  const caller = 'conditionalConcept';
  checkList(caller, 'the others', given);
  checkConcept(caller, concept);
  const basis: Float64Array[] = [];
  for (const other of given) {
    checkConcept(caller, other);
    if (other.vector.length !== concept.vector.length) {
      throw new Error(
        `${caller}: "${concept.name}" has ${concept.vector.length} components, "${other.name}" ${other.vector.length}.`,
      );
    }
    const left = without(Float64Array.from(other.vector), basis);
    const length = Math.hypot(...left);
    if (length > DEPENDENT * Math.hypot(...other.vector)) basis.push(left.map((value) => value / length));
  }
  const left = without(Float64Array.from(concept.vector), basis);
  if (Math.hypot(...left) <= DEPENDENT * Math.hypot(...concept.vector)) {
    throw new Error(
      `${caller}: nothing is left of "${concept.name}": it lies in the span of ${given.map((other) => `"${other.name}"`).join(', ')}.`,
    );
  }
  const others = given.map((other) => other.name).join(', ');
  return { name: name ?? `${concept.name} | ${others}`, vector: Float32Array.from(left) };
}

/** The vector less its projections on orthonormal ones; twice, against rounding. */
function without(vector: Float64Array, basis: readonly Float64Array[]): Float64Array {
  let left = vector;
  for (let pass = 0; pass < 2; pass++) {
    for (const unit of basis) {
      const along = unit.reduce((sum, value, i) => sum + value * left[i]!, 0);
      left = left.map((value, i) => value - along * unit[i]!);
    }
  }
  return left;
}
