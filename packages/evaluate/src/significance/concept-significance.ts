import {
  benjaminiHochberg,
  checkCount,
  checkList,
  checkOptions,
  checkSeed,
  checkWatchers,
  eventLoopYielder,
  type Progress,
} from '@csm/base';
import { checkpoint } from '@csm/core/extend';
import { type SplitHalves, splitHalves } from '@csm/core/statistics';
import type { ConceptExamples } from '../concepts/concept-examples.js';
import { zip } from '../maps/zip.js';
import { type PermutationTest, permutationTest } from './permutation-test.js';

/** Options of {@link conceptSignificance}. */
export interface SignificanceOptions {
  /**
   * Number of random permutations of the labels, at least 2. If the labels allow at most this many labellings, all of them are
   * used instead. Default 999.
   */
  readonly samples?: number | undefined;
  /** Whole number from 0 to 2³² − 1. Default 0. */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after the test of each concept and after the comparison of its halves. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Whether a concept vector is more than the noise of its labels. */
export interface ConceptSignificance extends PermutationTest {
  readonly name: string;
  /** The p-values of all concepts, adjusted for the false discovery rate by `benjaminiHochberg` of `@csm/core/statistics`. */
  readonly q: number;
  /**
   * How well the vectors of two disjoint halves of the examples agree: the mean cosine over 20 splits, near 0 if there is no
   * concept, and the cosine that is expected between this vector and that of as many new examples; see `splitHalves` of
   * `@csm/core/statistics`. Undefined if a side has fewer than two examples or groups, or if strata are given, because the
   * mean difference then contains the confounder.
   */
  readonly halves: Pick<SplitHalves, 'mean' | 'expected'> | undefined;
}

/**
 * Tests whether the means of positives and negatives differ by more than those of permuted labels. Under the null hypothesis the
 * labels are independent of the latents. If a concept is not significant, its maps may show only noise, regardless of the method.
 * The test needs no map. It tests the examples, not a vector that was computed in another way.
 *
 * The statistic is Σ z² over the latent dimensions, where z is Welch's t of the dimension, d / √(s²₊ / n₊ + s²₋ / n₋), converted
 * to a normal deviate. It does not depend on the scale of a dimension, so a wide dimension does not hide a narrow one;
 * and p stays near its level if the two sides have different spreads, unlike with the length of the vector
 * (`benchmarks/concept-significance.ts`). A dimension that is constant over all examples counts as 0. A dimension that is constant on
 * both sides with different means counts as if its spread were a thousandth of its spread over all examples.
 *
 * Examples that are not independent need `positiveGroups` and `negativeGroups`, such as the persons in the pictures: a group
 * whose examples have one label is permuted as a whole, and in a group with both labels the labels are permuted among its
 * examples. `positiveStrata` and `negativeStrata` give the value of a confounder; examples are compared, and labels permuted, within each
 * value. With few groups p cannot be small: see `smallestP`.
 *
 * A permutation takes 5 n L operations at most, for n examples on the smaller side and L latent dimensions.
 *
 * Sources: Fisher 1935 and Phipson & Smyth 2010 (arXiv 1603.05766) for the p-value; Janssen 1997
 * (doi 10.1016/S0167-7152(97)00043-6) for studentised permutation tests; Winkler et al. 2015
 * (doi 10.1016/j.neuroimage.2015.05.092) for groups and strata; Benjamini & Hochberg 1995
 * (doi 10.1111/j.2517-6161.1995.tb02031.x) for q over the concepts.
 *
 * @param concepts name and examples of each concept.
 * @throws if the examples of a concept do not have shape `[n, latentSize]`, groups or strata do not fit them, or an option is
 * unknown or out of range.
 * @category Significance
 */
export async function conceptSignificance(
  concepts: readonly ({ readonly name: string } & ConceptExamples)[],
  options: SignificanceOptions = {},
): Promise<ConceptSignificance[]> {
  const caller = 'conceptSignificance';
  checkOptions(caller, options, { samples: true, seed: true, signal: true, onProgress: true });
  checkWatchers(caller, options);
  const { samples = 999, seed = 0, signal, onProgress } = options;
  checkList(caller, 'concepts', concepts);
  checkCount(caller, 'samples', samples, { min: 2 });
  checkSeed(caller, seed);
  const run = { signal, pause: eventLoopYielder() };
  const total = 2 * concepts.length;
  const tests: PermutationTest[] = [];
  for (const examples of concepts) {
    tests.push(await permutationTest(caller, examples, samples, seed, () => checkpoint(run)));
    onProgress?.({ done: tests.length, total });
  }
  const adjusted = benjaminiHochberg(tests.map(({ p }) => p));
  const found: ConceptSignificance[] = [];
  for (const [examples, test, q] of zip(concepts, tests, adjusted)) {
    const halves = await agreementOfHalves(examples, seed, signal);
    found.push({ name: examples.name, ...test, q, halves });
    onProgress?.({ done: tests.length + found.length, total });
  }
  return found;
}

async function agreementOfHalves(
  { name, positives, negatives, ...design }: { readonly name: string } & ConceptExamples,
  seed: number,
  signal: AbortSignal | undefined,
): Promise<ConceptSignificance['halves']> {
  const { positiveGroups, negativeGroups, positiveStrata } = design;
  const isGrouped = positiveGroups !== undefined && negativeGroups !== undefined;
  const sides = [
    isGrouped ? new Set(positiveGroups).size : (positives.shape[0] ?? 0),
    isGrouped ? new Set(negativeGroups).size : (negatives.shape[0] ?? 0),
  ];
  if (positiveStrata !== undefined || sides.some((count) => count < 2)) return undefined;
  const groups = { positiveGroups, negativeGroups };
  const { mean, expected } = await splitHalves(name, positives, negatives, { ...groups, seed, signal });
  return { mean, expected };
}
