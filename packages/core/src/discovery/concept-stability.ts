import { checkList, dot, invalidArgument, largest, mean, norm } from '@csm/base';
import { type ConceptVector, checkConcepts } from '../concepts/concept-vector.js';

/**
 * Measures whether concepts are found again by other runs: for each of them, the mean over the runs of the largest |cosine| with a concept of that
 * run, from 0 to 1. Runs differ in their seed, or better in their examples: disjoint halves of the data show what depends on them.
 *
 * Compare with as many random vectors. The largest |cosine| grows with the number of concepts and falls with the latent size. For two
 * orthonormal bases of the whole latent space, all are 1 only if the bases are equal, up to order and signs.
 *
 * @param concepts the concepts to judge.
 * @param others the concepts of each other run; they need not be as many.
 * @throws if a list is empty, or sizes differ.
 *
 * @example
 * const runs = [];
 * for (const seed of [0, 1, 2]) runs.push(await topKAutoencoder(latents, { count: 64, active: 8, seed }));
 * const [first, ...others] = runs.map((run) => run.concepts);
 * const stability = conceptStability(first, others);
 * @category Discover concepts
 */
export function conceptStability(
  concepts: readonly ConceptVector[],
  others: readonly (readonly ConceptVector[])[],
): Float64Array {
  const caller = 'conceptStability';
  const size = checkConcepts(caller, concepts);
  checkList(caller, 'others', others);
  if (others.length === 0) throw invalidArgument(`${caller}: expected at least one other run; got none.`);
  for (const [i, other] of others.entries()) {
    const found = checkConcepts(caller, other);
    if (found === size) continue;
    throw invalidArgument(
      `${caller}: all runs must have concepts of the same size; the first has ${size} components, run ${i} of the others ${found}.`,
    );
  }
  const runs = others.map((other) => other.map(unit));
  return Float64Array.from(concepts, (concept) => {
    const own = unit(concept);
    return mean(runs.map((run) => largest(run.map((other) => Math.min(1, Math.abs(dot(own, other, size)))))));
  });
}

function unit({ vector }: ConceptVector): Float64Array {
  const length = norm(vector);
  return Float64Array.from(vector, (value) => value / length);
}
