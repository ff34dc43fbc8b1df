import { invalidArgument, typeName } from '@csm/base';
import type { ConceptVector } from '@csm/core';

/** @throws unless the value is a concept vector. */
export function checkConcept(caller: string, concept: ConceptVector): void {
  if (concept?.vector instanceof Float32Array) return;
  throw invalidArgument(
    `${caller}: expected one concept vector, as meanDifference returns; got ${typeName(concept)}.`,
  );
}
