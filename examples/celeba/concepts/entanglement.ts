import { type ConceptVector, conditionalConcept } from '@csm/core';
import { conceptCosines } from '@csm/core/statistics';
import ndarray, { type NdArray } from 'ndarray';
import type { MadeConcept } from './concepts.js';

/** The concept of another attribute with which a concept is most entangled. */
export interface Entangled {
  readonly name: string;
  readonly cosine: number;
  /** The concept's vector with the other projected out. */
  readonly conditional: ConceptVector;
}

/** The cosines of all pairs of concepts. */
export interface Entanglement {
  /** `[concepts, concepts]`; NaN where one of the two concepts does not separate, because its vector is noise. */
  readonly cosines: NdArray<Float64Array>;
  /** One per concept; undefined if it does not separate, or no concept of another attribute does. */
  readonly most: readonly (Entangled | undefined)[];
}

/**
 * Compares all concepts that separate held-out pictures. The vector of a concept that does not separate is noise, and so is its
 * cosine with any other; projecting it out would remove a random direction.
 * @param separates one per concept.
 */
export function entanglement(concepts: readonly MadeConcept[], separates: readonly boolean[]): Entanglement {
  const all = conceptCosines(concepts.map(({ mean }) => mean));
  const known = (i: number, j: number) => separates[i] === true && separates[j] === true;
  const n = concepts.length;
  const cosines = Float64Array.from({ length: n * n }, (_, k) => {
    const [i, j] = [Math.floor(k / n), k % n];
    return known(i, j) ? all.get(i, j) : Number.NaN;
  });
  const most = concepts.map((concept, i): Entangled | undefined => {
    const [other] = [...concepts.keys()]
      // The values of one attribute exclude each other, so their cosine is not an entanglement.
      .filter((j) => known(i, j) && concepts[j]!.definition.attribute !== concept.definition.attribute)
      .sort((a, b) => Math.abs(all.get(i, b)) - Math.abs(all.get(i, a)));
    if (other === undefined) return undefined;
    const { mean, definition } = concepts[other]!;
    return {
      name: definition.name,
      cosine: all.get(i, other),
      conditional: conditionalConcept(concept.mean, [mean]),
    };
  });
  return { cosines: ndarray(cosines, [n, n]), most };
}
