import { checkList, invalidArgument, typeName } from '@csm/base';

/** A direction in latent space that stands for a concept: a plain object, which can also be written by hand. */
export interface ConceptVector {
  readonly name: string;
  /** One component per latent dimension. */
  readonly vector: Float32Array;
}

/**
 * Makes a concept vector from any numbers: a novel concept, the normal of a classifier, a sum of other concepts.
 * @throws if a component is not finite, or all components are zero.
 * @category Concepts
 */
export function conceptVector(name: string, vector: ArrayLike<number>): ConceptVector {
  if (typeof vector?.length !== 'number') {
    throw invalidArgument(`conceptVector: expected numbers as the second argument; got ${typeName(vector)}.`);
  }
  return checkConcept('conceptVector', { name, vector: Float32Array.from(vector) });
}

/**
 * Checks a concept vector that was passed to a function, and returns it.
 * @throws if the value is not a concept vector, or if the vector is empty, zero or not finite.
 */
export function checkConcept(caller: string, concept: ConceptVector): ConceptVector {
  const { name, vector } = (concept ?? {}) as Partial<ConceptVector>;
  if (typeof name !== 'string' || !(vector instanceof Float32Array)) {
    throw invalidArgument(
      `${caller}: expected a concept { name: string, vector: Float32Array }, such as conceptVector(name, numbers); ` +
        `got ${typeName(concept)}.`,
    );
  }
  // The sum is in float64, in which a sum of finite float32 numbers is finite. A loop, because there may be thousands
  // of concepts.
  let size = 0;
  for (const value of vector) size += Math.abs(value);
  if (!Number.isFinite(size)) {
    const bad = vector.findIndex((value) => !Number.isFinite(value));
    throw invalidArgument(
      `${caller}: concept "${name}" must have finite components; component ${bad} is ${vector[bad]}.`,
    );
  }
  if (size > 0) return concept;
  if (vector.length === 0) throw invalidArgument(`${caller}: concept "${name}" is empty.`);
  const hint = caller === 'meanDifference' ? '; pass two sets that differ' : '';
  throw invalidArgument(`${caller}: concept "${name}" is the zero vector, which has no direction${hint}.`);
}

/** Checks a list of at least one concept vector, all of the same size. @returns that size. */
export function checkConcepts(caller: string, concepts: readonly ConceptVector[]): number {
  checkList(caller, 'concepts', concepts);
  const [first] = concepts;
  if (first === undefined) throw invalidArgument(`${caller}: expected at least one concept; got none.`);
  for (const concept of concepts) {
    checkConcept(caller, concept);
    checkSameSize(caller, first, concept);
  }
  return first.vector.length;
}

/** @throws unless the two vectors have the same number of components. */
export function checkSameSize(caller: string, first: ConceptVector, second: ConceptVector): void {
  if (first.vector.length === second.vector.length) return;
  throw invalidArgument(
    `${caller}: all concepts must have the same size; "${first.name}" has ${first.vector.length} components, ` +
      `"${second.name}" has ${second.vector.length}.`,
  );
}
