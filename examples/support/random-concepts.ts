import { type ConceptVector, conceptVector } from '@csm/core';
import { randomNormal } from 'd3-random';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { mersenne } from 'pure-rand/generator/mersenne';

/**
 * The control: concept vectors of random direction and of the same norm as a concept's. A map that looks the same for
 * them does not show its concept.
 */
export function randomConcepts(concept: ConceptVector, count: number, seed: number): ConceptVector[] {
  const generator = mersenne(seed);
  const normal = randomNormal.source(() => uniformFloat64(generator))();
  const norm = Math.hypot(...concept.vector);
  return Array.from({ length: count }, (_, i) => {
    const direction = Array.from(concept.vector, () => normal());
    const scale = norm / Math.hypot(...direction);
    return conceptVector(
      `random ${i + 1}`,
      direction.map((value) => value * scale),
    );
  });
}
