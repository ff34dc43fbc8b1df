import { keyedRandom, mean, norm } from '@csm/base';
import type { ConceptExamples } from '../concepts/concept-examples.js';
import { differenceOfMeans } from '../concepts/difference-of-means.js';
import { exampleRows } from '../concepts/example-rows.js';
import { permutedLabels } from '../concepts/permuted-concepts.js';

/** The length of a concept vector, compared with those of vectors of permuted labels. */
export interface PermutationTest {
  /** Length of the concept vector, mean(positives) − mean(negatives). */
  readonly norm: number;
  /** Mean length of the vectors of permuted labels. */
  readonly permutedNorm: number;
  /** Permutation p-value: (1 + permutations at least as long) / (1 + permutations). */
  readonly p: number;
}

/**
 * Sums in another order are rounded differently, so lengths with a relative difference up to this value count as
 * equal.
 */
const ROUNDING = 1e-12;

/** Tests the length of the difference of means against permuted labels. */
export function permutationTest(
  caller: string,
  examples: ConceptExamples,
  samples: number,
  seed: number,
): PermutationTest {
  const rows = exampleRows(caller, examples);
  const length = norm(differenceOfMeans(rows));
  const norms = Array.from({ length: samples }, (_, k) =>
    norm(differenceOfMeans(permutedLabels(rows, keyedRandom('significance', seed, k)))),
  );
  const extreme = norms.filter((other) => other >= length * (1 - ROUNDING)).length;
  return { norm: length, permutedNorm: mean(norms), p: (1 + extreme) / (1 + samples) };
}
