import type { NdArray } from 'ndarray';
import { type ConceptVector, meanDifference, meanVector } from '../concepts/concept-vector.js';
import { rowsOf } from './correlated-examples.js';

/** Options of {@link conceptOfExamples}. */
export interface ConceptOfExamplesOptions {
  /**
   * `'origin'`: v = mean(examples), as the reference's genes. `'rest'`: v = mean(examples) − mean(all others), which is
   * free of what all examples share. Default `'origin'`.
   */
  readonly from?: 'origin' | 'rest';
}

/**
 * The concept of a set of examples, given as rows of the latents: the nearest of a marker, a list, a cluster, those
 * enriched in a region.
 *
 * @param latents `[n, latentSize]`, as `encode` gives them.
 * @throws if an example is no row, there is none, or, for `'rest'`, all rows are given; if the concept is zero.
 */
export function conceptOfExamples(
  name: string,
  latents: NdArray,
  examples: readonly number[],
  { from = 'origin' }: ConceptOfExamplesOptions = {},
): ConceptVector {
  const caller = `conceptOfExamples: concept "${name}"`;
  if (from !== 'origin' && from !== 'rest') {
    throw new Error(`${caller}: from must be 'origin' or 'rest'; got ${JSON.stringify(from)}.`);
  }
  const inside = rowsOf(caller, latents, examples);
  if (from === 'origin') return meanVector(name, inside);
  const given = new Set(examples);
  const others = Array.from({ length: latents.shape[0]! }, (_, row) => row).filter((row) => !given.has(row));
  if (others.length === 0) throw new Error(`${caller}: all examples are in it; 'rest' needs some outside.`);
  return meanDifference(name, inside, rowsOf(caller, latents, others));
}
