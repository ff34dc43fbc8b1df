import ndarray, { type NdArray } from 'ndarray';
import { type ConceptVector, checkConcept } from '../concepts/concept-vector.js';

/**
 * Entanglement of concepts: the cosine of each pair of concept vectors, `[k, k]`, from −1 to 1. Concepts whose vectors are
 * not at right angles move each other's scores; see `conditionalConcept` of `@csm/core`.
 *
 * @throws if there are none or their sizes differ.
 */
export function conceptCosines(concepts: readonly ConceptVector[]): NdArray<Float64Array> {
  const count = concepts.length;
  if (count === 0) throw new Error('conceptCosines: got no concepts; give at least one.');
  const size = concepts[0]!.vector.length;
  for (const concept of concepts) {
    checkConcept('conceptCosines', concept);
    if (concept.vector.length !== size) {
      throw new Error(
        `conceptCosines: "${concepts[0]!.name}" has ${size} components, "${concept.name}" ${concept.vector.length}.`,
      );
    }
  }
  const units = concepts.map(({ vector }) => {
    const length = Math.hypot(...vector);
    return Float64Array.from(vector, (value) => value / length);
  });
  const cosines = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      const cosine = units[i]!.reduce((sum, value, k) => sum + value * units[j]![k]!, 0);
      cosines[i * count + j] = i === j ? 1 : Math.max(-1, Math.min(1, cosine));
    }
  }
  return ndarray(cosines, [count, count]);
}
