import { type ConceptVector, partialConcept } from '@csm/core';
import { conceptCosines } from '@csm/core/statistics';
import ndarray, { type NdArray } from 'ndarray';
import { type ConceptDefinition, type Faces, idsOf } from '../data/faces.js';
import type { MadeConcept } from './concepts.js';
import type { Latents } from './latents.js';

/** The concept of another attribute with which a concept is most entangled. */
export interface Entangled {
  readonly name: string;
  readonly cosine: number;
  /** The concept with the label of the other held constant; undefined if no examples differ in the concept only. */
  readonly partial: ConceptVector | undefined;
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
 * cosine with any other.
 * @param separates one per concept.
 */
export function entanglement(
  faces: Faces,
  latents: Latents,
  concepts: readonly MadeConcept[],
  separates: readonly boolean[],
): Entanglement {
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
    const { definition } = concepts[other]!;
    return {
      name: definition.name,
      cosine: all.get(i, other),
      partial: partialOf(faces, latents, concept, definition),
    };
  });
  return { cosines: ndarray(cosines, [n, n]), most };
}

/** The difference of means among the examples of a concept that have the same label of another concept. */
function partialOf(
  faces: Faces,
  latents: Latents,
  { definition, exampleIds }: MadeConcept,
  other: ConceptDefinition,
): ConceptVector | undefined {
  const ids = [...exampleIds];
  const labelsOf = (of: ConceptDefinition) => {
    const [up, down] = (['positive', 'negative'] as const).map(
      (side) => new Set(idsOf(faces, of, side, ids)),
    );
    return ids.map((id) => (up!.has(id) ? true : down!.has(id) ? false : null));
  };
  const labels = { own: labelsOf(definition), other: labelsOf(other) };
  const has = (own: boolean, shared: boolean) =>
    ids.some((_, i) => labels.own[i] === own && labels.other[i] === shared);
  if (![true, false].some((shared) => has(true, shared) && has(false, shared))) return undefined;
  // The warning about few examples would repeat `examples_with` and `examples_without` of the table.
  const options = { of: 'own', given: ['other'], onWarning: () => undefined };
  return partialConcept(`${definition.name}, given ${other.name}`, latents.of(ids), labels, options);
}
