import { norm } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { type ConceptVector, checkConcepts } from '../concepts/concept-vector.js';

/**
 * Measures how entangled concepts are: the cosine of each pair of concept vectors, `[k, k]`, from −1 to 1. If two vectors
 * are not orthogonal, moving along one changes the score of the other; see `partialConcept` of `@csm/core`.
 *
 * @throws if there are no concepts, or their sizes differ.
 * @category Test a concept
 */
export function conceptCosines(concepts: readonly ConceptVector[]): NdArray<Float64Array> {
  checkConcepts('conceptCosines', concepts);
  const units = concepts.map(({ vector }) => {
    const length = norm(vector);
    return Float64Array.from(vector, (value) => value / length);
  });
  const cosines = units.flatMap((a, i) =>
    units.map((b, j) => {
      const cosine = a.reduce((sum, value, k) => sum + value * (b[k] ?? 0), 0);
      return i === j ? 1 : Math.max(-1, Math.min(1, cosine));
    }),
  );
  return ndarray(Float64Array.from(cosines), [units.length, units.length]);
}
