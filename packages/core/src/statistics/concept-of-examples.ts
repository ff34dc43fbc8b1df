import { checkOneOf, checkOptions, invalidArgument } from '@csm/base';
import type { NdArray } from 'ndarray';
import type { ConceptVector } from '../concepts/concept-vector.js';
import { meanDifference, meanVector } from '../concepts/mean-difference.js';
import { selectedLatents } from './selected-latents.js';

/** Options of {@link conceptOfExamples}. */
export interface ConceptOfExamplesOptions {
  /**
   * `'origin'`: v = mean(examples), as the reference implementation does for genes. `'rest'`: v = mean(examples) −
   * mean(all others), which removes what all examples share. Default `'origin'`.
   */
  readonly from?: 'origin' | 'rest' | undefined;
}

/**
 * Makes the concept vector of a set of examples, given as rows of the latents: those nearest to a marker, a list, a cluster,
 * or those enriched in a region.
 *
 * @param latents `[n, latentSize]`, as `encode` returns them.
 * @throws if an example is not a row of the latents, if there are no examples, if all rows are given with `'rest'`, or if
 * the concept is zero.
 * @category Find a concept
 */
export function conceptOfExamples(
  name: string,
  latents: NdArray,
  examples: readonly number[],
  options: ConceptOfExamplesOptions = {},
): ConceptVector {
  const caller = `conceptOfExamples: concept "${name}"`;
  checkOptions('conceptOfExamples', options, { from: true });
  const { from = 'origin' } = options;
  checkOneOf(caller, 'from', from, ['origin', 'rest']);
  const inside = selectedLatents(caller, latents, examples);
  if (from === 'origin') return meanVector(name, inside);
  const given = new Set(examples);
  const others = Array.from({ length: latents.shape[0] ?? 0 }, (_, row) => row).filter(
    (row) => !given.has(row),
  );
  if (others.length === 0) {
    throw invalidArgument(`${caller}: 'rest' needs examples outside the concept; all rows were given.`);
  }
  return meanDifference(name, inside, selectedLatents(caller, latents, others));
}
