import { checkCount, checkSeed, invalidArgument, norm } from '@csm/base';
import { type ConceptVector, conceptVector } from '@csm/core';
import type { RandomConceptOptions } from './random-concept-options.js';

/** The names of all options of the functions that draw random concepts. */
export const RANDOM_CONCEPT_OPTIONS = { count: true, seed: true } as const;

/** Draws the number of concepts that the options give. @throws if an option is out of range. */
export function drawConcepts(
  caller: string,
  { count = 20, seed = 0 }: RandomConceptOptions,
  draw: (k: number, seed: number) => ConceptVector,
): ConceptVector[] {
  checkCount(caller, 'count', count);
  checkSeed(caller, seed);
  return Array.from({ length: count }, (_, k) => draw(k, seed));
}

/**
 * A concept vector with the given direction and the length of another vector. @throws if the direction is zero or
 * not finite.
 */
export function conceptAlong(
  caller: string,
  name: string,
  direction: Float64Array,
  { vector }: ConceptVector,
): ConceptVector {
  const length = norm(direction);
  if (!(length > 0 && Number.isFinite(length))) {
    throw invalidArgument(
      `${caller}: cannot draw a direction; the latents must be finite, and at least two of them must differ.`,
    );
  }
  const scale = norm(vector) / length;
  return conceptVector(
    name,
    direction.map((value) => value * scale),
  );
}
